import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import {
  ada,
  asked,
  attempt,
  buildId,
  cancelled,
  clarified,
  failed,
  imported,
  requested,
  sealed,
  started,
  stopRequested,
  token,
  us,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const running = [...imported, requested('a'), requested('b'), started('a', 1, 11, 1)];
const clarifying = [...running, asked('a', 1, 11)];
const ask = (number: number, fencingToken: number) =>
  ({
    type: 'AskClarification',
    data: {
      ...us,
      ...attempt('a', number, fencingToken),
      question: sealed('which one?'),
      choices: [sealed('this'), sealed('that')],
      activity: null,
    },
  }) as const;
const answer = (build: string) =>
  ({ type: 'ClarifyBuild', data: { ...us, by: ada, build: buildId(build), answer: sealed('that') } }) as const;
const expire = (number: number) =>
  ({ type: 'ExpireClarification', data: { ...us, build: buildId('a'), attempt: number } }) as const;
const startNext = (fencingToken: number) =>
  ({
    type: 'StartNextBuild',
    data: { ...us, runnerId: 'runner-1', fencingToken: token(fencingToken), maxAttempts: 3, failureMessage: null },
  }) as const;

describe('A question', () => {
  it('ends the attempt', () => {
    given(...running)
      .when(ask(1, 11))
      .then(asked('a', 1, 11));
    expect(given(...clarifying).state()).toMatchObject({
      running: null,
      clarifying: [{ build: 'a', rounds: [{ question: sealed('which one?'), answer: null }] }],
    });
  });
  it('lets later builds go on', () =>
    given(...clarifying)
      .when(startNext(11))
      .then(started('b', 1, 11, 1)));
  it('is refused from an older attempt', () =>
    given(...running, started('a', 2, 12, 1))
      .when(ask(1, 11))
      .thenRefused('stale-attempt'));
  it('is refused after a stop was asked for', () =>
    given(...running, stopRequested('a'))
      .when(ask(1, 11))
      .thenRefused('stop-requested'));
});

describe('An answer', () => {
  it('puts the build before all that wait, with the whole conversation', () => {
    given(...clarifying)
      .when(answer('a'))
      .then(clarified('a'));
    expect(given(...clarifying, clarified('a')).state()).toMatchObject({
      clarifying: [],
      waiting: [
        { build: 'a', rounds: [{ question: sealed('which one?'), answer: { text: sealed('that'), by: 'ada' } }] },
        { build: 'b' },
      ],
    });
  });
  it('starts the next attempt under the next number', () =>
    given(...clarifying, clarified('a'))
      .when(startNext(12))
      .then(started('a', 2, 12, 1)));
  it('may be followed by another question', () =>
    expect(
      given(...clarifying, clarified('a'), started('a', 2, 12, 1), asked('a', 2, 12), clarified('a')).state(),
    ).toMatchObject({ waiting: [{ build: 'a', attempt: 2, rounds: [{}, {}] }, { build: 'b' }] }));
  it('is refused the second time', () =>
    given(...clarifying, clarified('a'))
      .when(answer('a'))
      .thenRefused('not-clarifying'));
  it('is refused once the build has ended', () =>
    given(...clarifying, failed('a', 1, null, 'unanswered'))
      .when(answer('a'))
      .thenRefused('not-clarifying'));
  it('is refused for a build that is not there', () =>
    given(...clarifying)
      .when(answer('zzz'))
      .thenRefused('unknown-build'));
});

describe('A question without an answer', () => {
  it('fails the build when its time is over', () =>
    given(...clarifying)
      .when(expire(1))
      .then(failed('a', 1, null, 'unanswered')));
  it('does not end by the deadline of an earlier question', () =>
    given(...clarifying, clarified('a'), started('a', 2, 12, 1), asked('a', 2, 12))
      .when(expire(1))
      .thenNothing());
  it('has no deadline once it is answered', () =>
    given(...clarifying, clarified('a'))
      .when(expire(1))
      .thenNothing());
  it('can be cancelled', () =>
    given(...clarifying)
      .when({ type: 'CancelBuild', data: { ...us, by: ada, build: buildId('a') } })
      .then(cancelled('a', 1)));
});
