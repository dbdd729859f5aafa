import { describe, expect, it } from 'vitest';
import type { EventInHistory, LoggedEvent, Ruler, Site, SiteAsOf } from '../../api/types.ts';
import { depthsOf } from './depths.ts';
import { factsOf } from './facts.ts';
import { liveAgain } from './live-again.ts';
import { pointerShown } from './pointer-shown.ts';
import { after, duration, longMoment, shortMoment } from './when.ts';
import { doerOf, wordsOf } from './words.ts';

const event = (type: string, data: Record<string, unknown> = {}): LoggedEvent => ({
  id: 'e1',
  number: 7,
  position: 70,
  stream: 'site.s1',
  type,
  version: 1,
  time: '2026-11-12T15:42:00.000Z',
  actor: 'account:a1',
  by: { id: 'a1', name: 'Ingrid' },
  correlationId: 'c',
  causationId: 'c',
  data,
});
const published = event('VersionPromoted', { version: 22, target: 'live', previous: 19, reason: 'Christmas campaign' });
const pointer = (version: number | null) => (version === null ? null : { version });
const siteWith = (live: number | null, preview: number | null = null) =>
  ({ live: pointer(live), preview: pointer(preview) }) as unknown as Site;
const moment = (of: LoggedEvent, site: Site, live: number | null, preview: number | null = null) =>
  ({ event: of, site, before: { live, preview } }) as SiteAsOf;

describe('an event in words', () => {
  it.each([
    [published, 'Version 22 published', 'by Ingrid, version 19 before: Christmas campaign'],
    [event('BuildRequested', { kind: 'prompt', prompt: 'Larger' }), 'Ingrid asked for a change', 'Larger'],
    [event('BuildRequested', { kind: 'restore', version: 4 }), 'Ingrid asked to restore', 'version 4'],
    [event('VersionPromoted', { version: 4, target: 'preview' }), 'Preview moved to version 4', 'by Ingrid'],
    [event('SomethingNew', { version: 3, reason: 'why' }), 'Something new', 'version 3, why'],
  ])('says what happened', (of, title, detail) => expect(wordsOf(of)).toEqual({ title, detail }));
  it('names who did it, a person or a part of the house', () =>
    expect(doerOf({ by: null, actor: 'host:embedded' })).toBe('host embedded'));
});

describe('the facts of an event', () => {
  it('are its plain values, and how long that was live which it put aside', () => {
    const ruler = {
      live: [
        { version: 19, from: '2026-11-09T13:42:00.000Z', event: 'e0' },
        { version: 22, from: '2026-11-12T15:42:00.000Z', event: 'e1' },
      ],
    } as unknown as Ruler;
    expect(factsOf(published, ruler).map(({ name, value }) => [name, value])).toEqual([
      ['Type', 'VersionPromoted'],
      ['Version', 'version 22'],
      ['Target', 'live'],
      ['Before it', 'version 19'],
      ['Reason', 'Christmas campaign'],
      ['Version 19', 'was live 3 days, 2 h'],
    ]);
  });
});

describe('what a moment offers to make live again', () => {
  it('is what was live then', () => expect(liveAgain(moment(published, siteWith(22), 19), siteWith(25))).toBe(22));
  it('is what a publish put aside, while its version is live', () =>
    expect(liveAgain(moment(published, siteWith(22), 19), siteWith(22))).toBe(19));
  it('is nothing while the same is live, and where nothing was', () => {
    expect(liveAgain(moment(event('SiteRenamed'), siteWith(22), 22), siteWith(22))).toBeNull();
    expect(liveAgain(moment(event('SiteCreated'), siteWith(null), null), siteWith(22))).toBeNull();
  });
});

describe('the page of a moment', () => {
  it.each([
    ['what was just published', [22, 25], [19, 25], { target: 'live', version: 22 }],
    ['what was just made', [19, 22], [19, 21], { target: 'preview', version: 22 }],
    ['what was live', [19, 22], [19, 22], { target: 'live', version: 19 }],
    ['the preview while nothing was live', [null, 2], [null, 2], { target: 'preview', version: 2 }],
    ['nothing while there was nothing', [null, null], [null, null], null],
  ] as const)('is %s', (_what, [live, preview], [liveBefore, previewBefore], shown) =>
    expect(pointerShown(moment(published, siteWith(live, preview), liveBefore, previewBefore))).toEqual(shown),
  );
});

describe('causes and effects', () => {
  it('stand under what they follow from', () => {
    const node = (id: string, parent: string | null) => ({ event: { id }, parent });
    const nodes = [node('a', null), node('b', 'a'), node('c', 'b'), node('d', 'b')] as EventInHistory['causes'];
    expect([...depthsOf(nodes)]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 2],
    ]);
  });
});

describe('moments in words', () => {
  const at = new Date('2026-11-12T16:42:00').toISOString();
  it('name the day', () => {
    expect(longMoment(at, Date.parse(at))).toBe('Thursday 12 November, 16:42');
    expect(longMoment(at, Date.parse(at) + 400 * 86_400_000)).toBe('Thursday 12 November 2026, 16:42');
    expect(shortMoment(at)).toBe('Thu 12 Nov, 16:42');
  });
  it('say how long after', () =>
    expect([184, 1_240, 180_000, 7_200_000, 400_000_000].map(after)).toEqual([
      '+184 ms',
      '+1.2 s',
      '+3 min',
      '+2 h',
      '+5 days',
    ]));
  it('say how long', () =>
    expect([400, 3_000, 180_000, 7_500_000, 86_400_000, 266_400_000].map(duration)).toEqual([
      '400 ms',
      '3 s',
      '3 min',
      '2 h 5 min',
      '1 day',
      '3 days, 2 h',
    ]));
});
