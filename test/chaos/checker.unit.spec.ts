import { describe, expect, it } from 'vitest';
import { compareCounts, type Counts, recount } from './check-counts.ts';
import { checkJournal } from './check-journal.ts';
import { checkSites } from './check-sites.ts';
import { checkStreams } from './check-streams.ts';
import type { Entry } from './journal.ts';
import { seeded } from './seeded.ts';
import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

type Told = readonly [type: string, data?: Readonly<Record<string, unknown>>];
/** A log of one site, each event of a command of its own. */
const log = (...told: readonly Told[]): readonly StoredEvent[] =>
  told.map(([type, data = {}], index) => ({
    position: index + 1,
    id: `c${index}:0`,
    kind: 'site',
    stream: 's',
    type,
    version: index + 1,
    data: { site: 's', retryOf: null, ...data },
  }));
const rules = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule);

const requested: Told = ['BuildRequested', { build: 'b' }];
const started = (attempt: number, fencingToken: number, build = 'b', runnerId = 'r'): Told => [
  'BuildStarted',
  { build, attempt, fencingToken, runnerId },
];
const succeeded = (version: number, attempt: number, fencingToken: number, build = 'b'): Told => [
  'BuildSucceeded',
  { build, version, attempt, fencingToken, tree: `t${version}` },
];
const promoted = (version: number, previous: number | null, digest = `t${version}`): Told => [
  'VersionPromoted',
  { version, previous, digest, target: 'live' },
];
const sound: readonly Told[] = [requested, started(1, 7), succeeded(1, 1, 7), promoted(1, null)];

describe('what is looked for in the streams', () => {
  it('given a sound log, then nothing is found', () => expect(checkStreams(log(...sound))).toEqual([]));

  it('given an event that lies there twice, then it is found', () => {
    const [first, ...rest] = log(requested, ['BuildMoved']);
    expect(
      rules(checkStreams([first as StoredEvent, ...rest, { ...(rest[0] as StoredEvent), position: 9, version: 3 }])),
    ).toEqual(['duplicate-event', 'partial-batch']);
  });

  it('given a gap, then the chain is broken', () => {
    expect(rules(checkStreams(log(...sound).filter(({ version }) => version !== 2)))).toEqual(['broken-chain']);
  });

  it('given a command whose first event is missing, then the batch is partial', () => {
    const [one] = log(requested);
    expect(rules(checkStreams([{ ...(one as StoredEvent), id: 'c0:1' }]))).toEqual(['partial-batch']);
  });
});

describe('what is looked for in a site', () => {
  const found = (...told: readonly Told[]): readonly string[] => rules(checkSites(log(...told)));
  const other: Told = ['BuildRequested', { build: 'c' }];

  it('given a sound log, then nothing is found', () => expect(found(...sound)).toEqual([]));
  it('given one lock for two builds of a runner, then nothing is found', () =>
    expect(found(...sound, other, started(1, 7, 'c'), succeeded(2, 1, 7, 'c'))).toEqual([]));

  it.each<readonly [string, readonly Told[], readonly string[]]>([
    ['a build that never ends', [requested, started(1, 7)], ['build-without-an-end']],
    ['a build that ends twice', [...sound, ['BuildFailed', { build: 'b', fencingToken: null }]], ['two-ends']],
    ['a build requested twice', [requested, ...sound], ['duplicate-effect']],
    ['a token that goes back', [...sound, other, started(1, 6, 'c'), succeeded(2, 1, 6, 'c')], ['token-regression']],
    [
      'a token that two runners hold',
      [...sound, other, started(1, 7, 'c', 'q'), succeeded(2, 1, 7, 'c')],
      ['token-regression'],
    ],
    [
      'a report of a runner that lost the site',
      [requested, started(1, 7), started(2, 8, 'b', 'q'), succeeded(1, 1, 7)],
      ['stale-writer'],
    ],
    [
      'two builds at once',
      [requested, other, started(1, 7), started(1, 8, 'c'), succeeded(1, 1, 7), succeeded(2, 1, 8, 'c')],
      ['two-at-once'],
    ],
    ['an attempt left out', [requested, started(2, 7), succeeded(1, 2, 7)], ['broken-attempts']],
    ['a version left out', [requested, started(1, 7), succeeded(2, 1, 7)], ['broken-versions']],
    ['a promote of nothing', [...sound, promoted(3, 1, 't3')], ['promoted-nothing', 'wrong-tree']],
    ['a promote of other bytes', [...sound, promoted(1, 1, 'x')], ['wrong-tree']],
    ['a promote that overlooked another', [...sound, promoted(1, null)], ['lost-pointer']],
  ])('given %s, then it is found', (_name, told, expected) => expect(found(...told)).toEqual(expected));
});

describe('what is looked for of what people were told', () => {
  const sent = (id: number, verb: 'prompt' | 'promote'): Entry => ({ type: 'sent', id, verb, site: 's' });
  const taken = (id: number, evidence: Extract<Entry, { type: 'taken' }>['evidence']): Entry => ({
    type: 'taken',
    id,
    evidence,
  });
  const events = log(...sound);
  const both = [sent(1, 'prompt'), taken(1, { build: 'b', position: 1 }), sent(2, 'promote')];
  const found = (...entries: readonly Entry[]): readonly string[] => rules(checkJournal(entries, events));

  it('given that all of it is there, then nothing is found', () =>
    expect(found(...both, taken(2, { event: 'c3:0', position: 4 }))).toEqual([]));
  it('given an answer that nobody heard, then its effect may be there', () =>
    expect(found(...both, { type: 'unknown', id: 2, why: '' })).toEqual([]));
  it('given an effect that nobody asked for, then it is found', () =>
    expect(found(sent(1, 'prompt'), taken(1, { build: 'b', position: 1 }))).toEqual(['duplicate-effect']));
  it('given an event that is not there, then it is lost', () =>
    expect(found(...both, taken(2, { event: 'gone:0', position: 4 }))).toEqual(['acked-but-lost']));
  it('given a position that the log does not reach, then it is lost', () =>
    expect(found(...both, taken(2, { event: 'c3:0', position: 40 }))).toEqual(['acked-but-lost']));
  it('given a build that is not there, then it is lost', () =>
    expect(
      found(sent(1, 'prompt'), taken(1, { build: 'x', position: 1 }), sent(2, 'promote'), taken(2, { event: 'c3:0' })),
    ).toEqual(['acked-but-lost']));

  it.each([
    ['without a time to come again', 503, null],
    ['that it is broken', 500, '1'],
  ])('given an answer %s, then it is wrong', (_name, status, retryAfter) =>
    expect(found(...both, taken(2, { event: 'c3:0' }), { type: 'deferred', id: 2, status, retryAfter })).toEqual([
      'wrong-answer',
    ]),
  );
  it('given that somebody was told to come again, then nothing is found', () =>
    expect(
      found(...both, taken(2, { event: 'c3:0' }), { type: 'deferred', id: 2, status: 503, retryAfter: '1' }),
    ).toEqual([]));
});

describe('what is counted again', () => {
  const events = log(...sound, ['BuildRequested', { build: 'c' }], ['QuestionAsked', { question: 'q' }]);
  const counted = recount(events).get('s') as Counts;
  const found = (read: Partial<Counts>): readonly string[] =>
    rules(compareCounts('s', counted, { ...counted, ...read }));

  it('given the log, then it is what it says', () =>
    expect(counted).toEqual({
      events: 6,
      head: 1,
      preview: 1,
      waiting: 1,
      running: null,
      turns: new Map([
        ['b', 'succeeded'],
        ['c', 'waiting'],
        ['q', 'answering'],
      ]),
    }));
  it('given the same, then nothing is found', () => expect(found({})).toEqual([]));
  it.each<readonly [string, Partial<Counts>]>([
    ['an event more', { events: 7 }],
    ['another head', { head: 2 }],
    ['another preview', { preview: null }],
    ['a build that waits no more', { waiting: 0 }],
    ['a build that runs', { running: 'b' }],
    ['a turn in another state', { turns: new Map([...counted.turns, ['b', 'running']]) }],
  ])('given %s, then it is found', (_name, read) => expect(found(read)).toEqual(['wrong-count']));
  it('given a turn too few and one too many, then both are found', () =>
    expect(found({ turns: new Map([...[...counted.turns].slice(1), ['x', 'waiting']]) })).toHaveLength(2));
});

describe('a seed', () => {
  it('given the same, then the same is drawn, whoever else draws', () => {
    const [one, two] = [seeded(7), seeded(7)];
    const [mine, same] = [one.fork(), two.fork()];
    one.next();
    expect([mine.next(), mine.below(100)]).toEqual([same.next(), same.below(100)]);
  });
});
