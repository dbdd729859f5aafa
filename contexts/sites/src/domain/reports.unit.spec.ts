import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { CompleteBuild, DeclineBuild, FailBuild, RejectBuild } from '../commands/site-commands.ts';
import {
  attempt,
  created,
  digest,
  failed,
  imported,
  importRequested,
  outcome,
  requested,
  sealed,
  site,
  now,
  started,
  stopRequested,
  succeeded,
  us,
  version,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const running = [...imported, requested('a'), started('a', 1, 11, 1)];
const activity = { digest: digest('activity'), count: 4 };

const complete = (tree: string, of = attempt('a', 1, 11)): CompleteBuild => ({
  type: 'CompleteBuild',
  data: { ...us, ...of, ...outcome(tree), activity: null },
});
const decline = (of = attempt('a', 1, 11)): DeclineBuild => ({
  type: 'DeclineBuild',
  data: { ...us, ...of, message: sealed('no'), suggestions: [sealed('maybe')], activity },
});
const reject = (of = attempt('a', 1, 11)): RejectBuild => ({
  type: 'RejectBuild',
  data: {
    ...us,
    ...of,
    reason: 'checks',
    findings: { digest: digest('findings'), count: 2 },
    message: sealed('two broken links'),
    activity,
  },
});
const fail = (of = attempt('a', 1, 11)): FailBuild => ({
  type: 'FailBuild',
  data: { ...us, ...of, reason: 'timeout', message: sealed('too long'), activity: null },
});

describe('A completed build', () => {
  it('makes the next version on top of the head', () =>
    given(...running)
      .when(complete('second'))
      .then(succeeded('a', 1, 11, 2, 'second')));
  it('makes version 1 of an import, which has no parent', () =>
    given(created, importRequested, started('import', 1, 10, null))
      .when(complete('first', attempt('import', 1, 10)))
      .then(succeeded('import', 1, 10, 1, 'first')));
  it('becomes the head and moves preview, not live', () =>
    expect(given(...running, succeeded('a', 1, 11, 2, 'second')).state()).toMatchObject({
      versions: [{ version: 1 }, { version: 2, parent: 1, build: 'a', by: 'ada', tree: digest('second') }],
      preview: { version: 2, by: 'ada' },
      live: null,
      running: null,
      ended: [
        { build: 'import', state: 'succeeded' },
        { build: 'a', state: 'succeeded' },
      ],
    }));
  it('is refused when nothing changed', () =>
    given(...running)
      .when(complete('first'))
      .thenRefused('no-change'));
  it('fails when the head is no longer the one it worked on', () =>
    given(...running, succeeded('other', 1, 11, 2, 'other'))
      .when(complete('second'))
      .then(failed('a', 1, 11, 'source-moved')));
  it('is refused after a stop was asked for', () =>
    given(...running, stopRequested('a'))
      .when(complete('second'))
      .thenRefused('stop-requested'));
});

describe('A completed restore', () => {
  const restoring = [
    ...running,
    succeeded('a', 1, 11, 2, 'second'),
    requested('r', { kind: 'restore', prompt: null, version: version(1) }),
    started('r', 1, 11, 2),
  ];

  it('brings back the very files', () =>
    given(...restoring)
      .when(complete('first', attempt('r', 1, 11)))
      .then(succeeded('r', 1, 11, 3, 'first')));
  it('is refused with other files', () =>
    given(...restoring)
      .when(complete('third', attempt('r', 1, 11)))
      .thenRefused('wrong-tree'));
});

describe('Other ends of an attempt', () => {
  it('is declined with suggestions and makes no version', () => {
    const declined = {
      type: 'BuildDeclined' as const,
      data: {
        site,
        at: now,
        ...attempt('a', 1, 11),
        message: sealed('no'),
        suggestions: [sealed('maybe')],
        activity,
      },
    };
    given(...running)
      .when(decline())
      .then(declined);
    expect(given(...running, declined).state()).toMatchObject({
      running: null,
      versions: [{ version: 1 }],
      ended: [{ build: 'import' }, { build: 'a', state: 'declined' }],
    });
  });
  it('is rejected with findings', () => {
    const rejected = {
      type: 'BuildRejected' as const,
      data: {
        site,
        at: now,
        ...attempt('a', 1, 11),
        reason: 'checks' as const,
        findings: { digest: digest('findings'), count: 2 },
        message: sealed('two broken links'),
        activity,
      },
    };
    given(...running)
      .when(reject())
      .then(rejected);
    expect(given(...running, rejected).state()).toMatchObject({
      running: null,
      ended: [{ build: 'import' }, { build: 'a', state: 'rejected' }],
    });
  });
  it('fails with its reason', () =>
    given(...running)
      .when(fail())
      .then(failed('a', 1, 11, 'timeout', sealed('too long'))));
});

describe('A report that is not of the running attempt', () => {
  const stale = [attempt('a', 2, 11), attempt('a', 1, 12), attempt('b', 1, 11)];
  const reports = [(of: (typeof stale)[number]) => complete('second', of), decline, reject, fail];

  it('is refused, whatever it says', () => {
    for (const of of stale) {
      for (const report of reports) {
        given(...running)
          .when(report(of))
          .thenRefused('stale-attempt');
      }
    }
  });
  it('is refused the second time', () =>
    given(...running, succeeded('a', 1, 11, 2, 'second'))
      .when(complete('second'))
      .thenRefused('stale-attempt'));
  it('is refused from the attempt before', () =>
    given(...running, started('a', 2, 12, 1))
      .when(complete('second'))
      .thenRefused('stale-attempt'));
  it('is refused before anything runs', () =>
    given(...imported, requested('a'))
      .when(decline())
      .thenRefused('stale-attempt'));
  it('leaves only the stop to report once that was asked for', () => {
    for (const report of [decline(), reject(), fail()]) {
      given(...running, stopRequested('a'))
        .when(report)
        .thenRefused('stop-requested');
    }
  });
});
