import { decisionsOf } from '@pagewright/kernel/testing';
import { assert, array, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MoveBuild, RewordBuild } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import type { AccountRef } from '../events/words.ts';
import {
  ada,
  asked,
  bob,
  buildId,
  cancelled,
  clarified,
  created,
  imported,
  importRequested,
  moved,
  requested,
  reworded,
  sealed,
  started,
  us,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const queue = [...imported, requested('a'), requested('b'), requested('c')];
const reword = (build: string, by: AccountRef = ada): RewordBuild => ({
  type: 'RewordBuild',
  data: { ...us, by, build: buildId(build), prompt: sealed('else') },
});
const move = (build: string, before: string | null, by: AccountRef = ada): MoveBuild => ({
  type: 'MoveBuild',
  data: { ...us, by, build: buildId(build), before: before === null ? null : buildId(before) },
});
const order = (...events: readonly SiteEvent[]) => {
  const state = given(...events).state();
  return state.status === 'none' ? [] : state.waiting.map(({ build }) => build as string);
};

describe('Rewording a build', () => {
  it('gives one that waits other words and leaves it in its place', () => {
    given(...queue)
      .when(reword('b'))
      .then(reworded('b', 'else'));
    const state = given(...queue, reworded('b', 'else')).state();
    expect(state).toMatchObject({ waiting: [{ build: 'a' }, { build: 'b', prompt: sealed('else') }, { build: 'c' }] });
  });
  it('is too late when a runner has taken it', () =>
    given(...queue, started('a', 1, 11, 1))
      .when(reword('a'))
      .thenRefused('build-started'));
  it('is too late when it waits again after a question', () =>
    given(...queue, started('a', 1, 11, 1), asked('a', 1, 11), clarified('a'))
      .when(reword('a'))
      .thenRefused('build-started'));
  it('is refused once it has ended', () =>
    given(...queue, cancelled('a', 0))
      .when(reword('a'))
      .thenRefused('build-ended'));
  it('is for its author and the owner', () => {
    given(...queue)
      .when(reword('a', bob))
      .thenRefused('not-yours');
    given(...imported, requested('x', { by: bob }))
      .when(reword('x', ada))
      .then(reworded('x', 'else'));
  });
  it('is refused for what was asked for without words', () =>
    given(...imported, requested('a', { kind: 'restore', prompt: null }))
      .when(reword('a'))
      .thenRefused('no-change'));
});

describe('Moving a build', () => {
  it('puts it before another', () => {
    given(...queue)
      .when(move('c', 'a'))
      .then(moved('c', 'a'));
    expect(order(...queue, moved('c', 'a'))).toEqual(['c', 'a', 'b']);
  });
  it('puts it at the end', () => expect(order(...queue, moved('a', null))).toEqual(['b', 'c', 'a']));
  it('is already so where it stands', () => {
    given(...queue)
      .when(move('a', 'b'))
      .thenNothing();
    given(...queue)
      .when(move('c', null))
      .thenNothing();
  });
  it('is refused when the other has left the queue', () =>
    given(...queue, started('a', 1, 11, 1))
      .when(move('c', 'a'))
      .thenRefused('queue-moved'));
  it('is too late when a runner has taken it', () =>
    given(...queue, started('a', 1, 11, 1))
      .when(move('a', null))
      .thenRefused('build-started'));
  it('never puts a change before the files it changes', () =>
    given(created, importRequested, requested('a')).when(move('a', 'import')).thenRefused('no-version'));
  it('loses and doubles nothing, however often', () =>
    assert(
      property(array(integer({ min: 0, max: 15 }), { maxLength: 20 }), (steps) => {
        const names = ['a', 'b', 'c', null];
        const moves = steps.map((step) => moved(names[step % 3] ?? 'a', names[Math.floor(step / 4)] ?? null));
        expect(order(...queue, ...moves).toSorted()).toEqual(['a', 'b', 'c']);
      }),
    ));
});
