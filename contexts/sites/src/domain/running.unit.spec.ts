import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { StartNextBuild } from '../commands/site-commands.ts';
import {
  asked,
  bob,
  cancelled,
  clarified,
  created,
  failed,
  imported,
  importRequested,
  requested,
  sealed,
  started,
  stopRequested,
  succeeded,
  token,
  us,
} from '../testing/index.ts';
import type { SiteEvent } from '../events/site-events.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const gaveUp = sealed('gave up after three attempts');
const startNext = (fencingToken: number): StartNextBuild => ({
  type: 'StartNextBuild',
  data: {
    ...us,
    runnerId: 'runner-1',
    fencingToken: token(fencingToken),
    maxAttempts: 3,
    failureMessage: gaveUp,
  },
});

const recorded = (event: SiteEvent, position: number, correlationId: string): SiteEvent =>
  Object.assign({ meta: { id: `e:${position}`, correlationId } }, event);
const because = (event: SiteEvent, position: number, correlationId: string): SiteEvent =>
  Object.assign({ cause: { correlationId, causationId: `e:${position}` } }, event);

describe('The next build', () => {
  it('is the import, which has no source', () =>
    given(created, importRequested)
      .when(startNext(10))
      .then(started('import', 1, 10, null)));
  it('is the oldest waiting one, on the head of this moment', () =>
    given(...imported, requested('a'), requested('b'))
      .when(startNext(10))
      .then(started('a', 1, 10, 1)));
  it('works on what the one before it made', () =>
    given(...imported, requested('a'), requested('b'), started('a', 1, 11, 1), succeeded('a', 1, 11, 2, 'second'))
      .when(startNext(11))
      .then(started('b', 1, 11, 2)));
  it('follows from the wish that asked for it, and after an answer from the answer, on the same thread', () => {
    const wished = recorded(requested('a'), 7, 'wish');
    given(...imported, wished)
      .when(startNext(11))
      .then(because(started('a', 1, 11, 1), 7, 'wish'));
    given(...imported, wished, started('a', 1, 11, 1), asked('a', 1, 11), recorded(clarified('a'), 9, 'answer'))
      .when(startNext(12))
      .then(because(started('a', 2, 12, 1), 9, 'wish'));
  });
  it('is none when nothing waits', () =>
    given(...imported)
      .when(startNext(11))
      .thenNothing());
  it('is refused to a holder whose token is older than one seen', () =>
    given(...imported, requested('a'))
      .when(startNext(9))
      .thenRefused('stale-token'));
});

describe('A build that was left running', () => {
  const running = [...imported, requested('a'), requested('b'), started('a', 1, 11, 1)];

  it('is tried again by the next holder', () =>
    given(...running)
      .when(startNext(12))
      .then(started('a', 2, 12, 1)));
  it('is tried again by the same holder, whose worker died', () =>
    given(...running)
      .when(startNext(11))
      .then(started('a', 2, 11, 1)));
  it('is never taken by an older holder', () =>
    given(...running)
      .when(startNext(10))
      .thenRefused('stale-token'));
  it('fails after its last attempt, and the next one starts', () =>
    given(...running, started('a', 2, 12, 1), started('a', 3, 13, 1))
      .when(startNext(14))
      .then(failed('a', 3, 13, 'attempts', gaveUp), started('b', 1, 14, 1)));
  it('fails after its last attempt also where nothing waits', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1), started('a', 2, 12, 1), started('a', 3, 13, 1))
      .when(startNext(14))
      .then(failed('a', 3, 13, 'attempts', gaveUp)));
  it('is cancelled when it was asked to stop, and the next one starts', () =>
    given(...running, stopRequested('a', bob))
      .when(startNext(12))
      .then(cancelled('a', 1, bob), started('b', 1, 12, 1)));
  it('counts its attempts anew after an answer, and its numbers on', () =>
    given(
      ...imported,
      requested('a'),
      started('a', 1, 11, 1),
      started('a', 2, 12, 1),
      started('a', 3, 13, 1),
      asked('a', 3, 13),
      clarified('a'),
      started('a', 4, 14, 1),
    )
      .when(startNext(15))
      .then(started('a', 5, 15, 1)));
});

describe('Builds without a version to change', () => {
  it('fail with the import that they waited for', () =>
    given(created, importRequested, requested('a'), started('import', 1, 10, null), failed('import', 1, 10, 'agent'))
      .when(startNext(10))
      .then(failed('a', 0, null, 'source-missing')));
  it('fail together with its last attempt', () =>
    given(created, importRequested, requested('a'), ...[1, 2, 3].map((attempt) => started('import', attempt, 10, null)))
      .when(startNext(10))
      .then(failed('import', 3, 10, 'attempts', gaveUp), failed('a', 0, null, 'source-missing')));
});

describe('A started build', () => {
  it('leaves the queue and remembers who runs it', () =>
    expect(given(...imported, requested('a'), started('a', 1, 11, 1)).state()).toMatchObject({
      waiting: [],
      running: { build: 'a', state: 'running', attempt: 1, fencingToken: 11, runnerId: 'runner-1', sourceVersion: 1 },
      lastToken: 11,
    }));
});
