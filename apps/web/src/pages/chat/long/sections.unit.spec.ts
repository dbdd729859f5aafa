import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { A_SECTION, sectionsOf } from './sections.ts';

const turns = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const keysOf = (sections: ReturnType<typeof sectionsOf>) => sections.map(({ key }) => key);

describe('The sections of a conversation', () => {
  it('are none without a turn', () => expect(sectionsOf([], 0)).toEqual([]));

  it('begin with the turn that is counted from', () =>
    expect(sectionsOf(turns(0, A_SECTION + 1), 0).map((section) => section.turns.length)).toEqual([A_SECTION, 1]));

  it('given older turns come in, cut what was there as before', () => {
    const before = sectionsOf(turns(0, 100), 0);
    const after = sectionsOf(turns(-50, 100), 50, before);
    expect(keysOf(after)).toEqual([-2, -1, 0, 1, 2]);
    expect(after.slice(2)).toEqual(before);
    before.forEach((section, index) => expect(after[index + 2]).toBe(section));
  });

  it('given a turn changes, are new only where it stands', () => {
    const was = turns(0, 100);
    const before = sectionsOf(was, 0);
    const after = sectionsOf(was.with(50, -1), 0, before);
    expect(after.map((section, index) => section === before[index])).toEqual([true, false, true]);
  });

  it('hold every turn once, in order', () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (count, origin) => {
        const all = turns(0, count);
        const sections = sectionsOf(all, Math.min(origin, Math.max(0, count - 1)));
        expect(sections.flatMap((section) => section.turns)).toEqual(all);
        expect(sections.every((section) => section.turns.length <= A_SECTION)).toBe(true);
        expect(new Set(keysOf(sections)).size).toBe(sections.length);
      }),
    ));
});
