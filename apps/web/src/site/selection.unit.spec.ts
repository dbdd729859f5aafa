import { describe, expect, it } from 'vitest';
import type { Site } from '../api/types.ts';
import { inOrder, isSelected, partnerOf, queryOf, selectionOf } from './selection.ts';

const site = (head: number | null, live: number | null) =>
  ({ head, live: live === null ? null : { version: live } }) as Pick<Site, 'head' | 'live'>;

describe('What the page of versions shows', () => {
  it('is what its address says', () => {
    expect(selectionOf({ version: '12' }, site(25, 22), false)).toEqual({ type: 'look', version: 12 });
    expect(selectionOf({ from: '3', to: '12' }, site(25, 22), true)).toEqual({ type: 'compare', from: 3, to: 12 });
  });
  it('takes nothing from an address that is no number', () => {
    for (const version of ['0', '-1', '1.5', 'x', '', '1e3', '9999999999'])
      expect(selectionOf({ version }, site(25, 25), true)).toEqual({ type: 'none' });
    expect(selectionOf({ from: '3' }, site(25, 25), true)).toEqual({ type: 'none' });
  });
  it('is, without a word, what a publish would change', () => {
    expect(selectionOf({}, site(25, 22), false)).toEqual({ type: 'compare', from: 22, to: 25 });
    expect(selectionOf({}, site(25, 25), false)).toEqual({ type: 'look', version: 25 });
    expect(selectionOf({}, site(25, null), false)).toEqual({ type: 'look', version: 25 });
    expect(selectionOf({}, site(null, null), false)).toEqual({ type: 'none' });
  });
  it('is the list on a narrow screen', () => expect(selectionOf({}, site(25, 22), true)).toEqual({ type: 'none' }));
  it('comes back from the address it is given', () => {
    for (const selection of [
      { type: 'look', version: 7 },
      { type: 'compare', from: 3, to: 9 },
    ] as const) {
      const query = Object.fromEntries(new URLSearchParams(queryOf(selection)));
      expect(selectionOf(query, site(25, 22), false)).toEqual(selection);
    }
    expect(queryOf({ type: 'none' })).toBe('');
  });
  it('marks both rows of a comparison', () => {
    const compare = { type: 'compare', from: 3, to: 9 } as const;
    expect([3, 5, 9].map((version) => isSelected(compare, version))).toEqual([true, false, true]);
    expect(isSelected({ type: 'look', version: 5 }, 5)).toBe(true);
    expect(isSelected({ type: 'none' }, 5)).toBe(false);
  });
  it('compares with what is live, else with the one before', () => {
    expect(partnerOf(25, site(25, 22), 24)).toBe(22);
    expect(partnerOf(22, site(25, 22), 21)).toBe(21);
    expect(partnerOf(1, site(25, 1), null)).toBe(25);
    expect(partnerOf(1, site(1, 1), null)).toBeNull();
  });
  it('puts the older one left', () => expect(inOrder(9, 3)).toEqual({ from: 3, to: 9 }));
});
