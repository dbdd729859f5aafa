import { describe, expect, it } from 'vitest';
import type { TurnHead } from '../api/types.ts';
import { openQuestion, queueOf, runningTurn, streamOf, withOlder, withTurn } from './turns.ts';

const turn = (build: string, over: Partial<TurnHead> = {}): TurnHead => ({
  build,
  kind: 'prompt',
  state: 'succeeded',
  agent: 'builtin',
  by: { id: 'a', name: 'Ada' },
  prompt: 'Do it',
  picks: [],
  attachments: [],
  dialogue: [],
  retryOf: null,
  restores: null,
  undoes: null,
  attempt: 0,
  requestedAt: `2026-01-01T00:00:0${build.at(-1)}Z`,
  startedAt: null,
  endedAt: null,
  place: null,
  outcome: null,
  ...over,
});
const builds = (turns: readonly TurnHead[]) => turns.map(({ build }) => build);

describe('withTurn', () => {
  it('replaces a known turn in its place', () => {
    const turns = withTurn([turn('b1'), turn('b2')], turn('b1', { state: 'failed' }));
    expect(turns.map(({ build, state }) => [build, state])).toEqual([
      ['b1', 'failed'],
      ['b2', 'succeeded'],
    ]);
  });
  it('puts a new turn where it was asked for', () =>
    expect(builds(withTurn([turn('b1'), turn('b3')], turn('b2')))).toEqual(['b1', 'b2', 'b3']));
  it('puts the first turn into an empty list', () => expect(builds(withTurn([], turn('b1')))).toEqual(['b1']));
});

describe('withOlder', () => {
  it('puts a page of older turns before, none twice', () =>
    expect(builds(withOlder([turn('b3'), turn('b4')], [turn('b2'), turn('b3')]))).toEqual(['b2', 'b3', 'b4']));
});

describe('the queue', () => {
  const running = turn('b1', { state: 'running', attempt: 1 });
  const second = turn('b2', { state: 'waiting', place: 2 });
  const first = turn('b3', { state: 'waiting', place: 1 });

  it('holds what waits behind a running build, next first', () => {
    expect(builds(queueOf([running, second, first]))).toEqual(['b3', 'b2']);
    expect(builds(streamOf([running, second, first]))).toEqual(['b1']);
  });
  it('leaves the next one in the conversation when nothing runs', () => {
    expect(builds(queueOf([second, first]))).toEqual(['b2']);
    expect(builds(streamOf([second, first]))).toEqual(['b3']);
  });
  it('leaves an answered turn in the conversation', () => {
    const answered = turn('b4', {
      state: 'waiting',
      place: 1,
      attempt: 1,
      dialogue: [{ question: 'Which?', choices: [], answer: 'That', by: null }],
    });
    expect(queueOf([running, answered])).toEqual([]);
  });
  it('counts a stopping build as running', () =>
    expect(runningTurn([turn('b1', { state: 'stopping' }), first])?.build).toBe('b1'));
});

describe('openQuestion', () => {
  const asked = { question: 'Which days?', choices: ['All'] };
  it('is the outcome of a turn that asks', () =>
    expect(openQuestion(turn('b1', { state: 'clarifying', outcome: { type: 'question', ...asked } }))).toMatchObject(
      asked,
    ));
  it('is the unanswered line of the dialogue where there is no outcome', () =>
    expect(
      openQuestion(turn('b1', { state: 'clarifying', dialogue: [{ ...asked, answer: null, by: null }] })),
    ).toMatchObject(asked));
  it('is none once the turn went on', () =>
    expect(openQuestion(turn('b1', { state: 'waiting', outcome: { type: 'question', ...asked } }))).toBeNull());
});
