import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { RequestBuild } from '../commands/site-commands.ts';
import {
  ada,
  asked,
  buildId,
  cancelled,
  clarified,
  created,
  failed,
  imported,
  importRequested,
  requested,
  sealed,
  started,
  us,
} from '../testing/index.ts';
import { MAX_OPEN_BUILDS } from './requesting.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const request = (build: string, retryOf: string | null = null): RequestBuild => ({
  type: 'RequestBuild',
  data: {
    ...us,
    by: ada,
    build: buildId(build),
    kind: 'prompt',
    agent: 'builtin',
    prompt: sealed(`do ${build}`),
    edits: null,
    retryOf: retryOf === null ? null : buildId(retryOf),
    picks: null,
    attachments: [],
  },
});

describe('Requesting a build', () => {
  it('puts it behind all that wait', () => {
    given(...imported)
      .when(request('b'))
      .then(requested('b'));
    expect(given(...imported, requested('a'), requested('b')).state()).toMatchObject({
      waiting: [{ build: 'a' }, { build: 'b' }],
    });
  });
  it('is already so under a known id', () =>
    given(...imported, requested('a'), cancelled('a', 0))
      .when(request('a'))
      .thenNothing());
  it('may wait for the import that is still to come', () =>
    given(created, importRequested).when(request('a')).then(requested('a')));
  it('may wait for the import that runs', () =>
    given(created, importRequested, started('import', 1, 10, null))
      .when(request('a'))
      .then(requested('a')));
  it('is refused where no version is nor comes', () =>
    given(created, importRequested, cancelled('import', 0)).when(request('a')).thenRefused('no-version'));
  it('repeats an earlier one', () =>
    given(...imported, requested('a'), cancelled('a', 0))
      .when(request('b', 'a'))
      .then(requested('b', { retryOf: buildId('a') })));
  it('is refused as a repeat of a build that is not of this site', () =>
    given(...imported)
      .when(request('b', 'a'))
      .thenRefused('unknown-build'));
  it('is refused when too many wait for one append to end them', () =>
    given(...imported, ...Array.from({ length: MAX_OPEN_BUILDS }, (_, index) => requested(`w${index}`)))
      .when(request('one-more'))
      .thenRefused('too-many-builds'));
});

describe('Requesting a build again whose source had moved', () => {
  const again = (build: string, retryOf: string) =>
    ({ type: 'RequestBuildAgain', data: { ...us, build: buildId(build), retryOf: buildId(retryOf) } }) as const;
  const moved = [...imported, requested('a'), started('a', 1, 11, 1), failed('a', 1, 11, 'source-moved')];
  const repeat = requested('a2', { prompt: sealed('do a'), front: true, retryOf: buildId('a') });

  it('asks for the same, before all that wait', () => {
    given(...moved, requested('b'))
      .when(again('a2', 'a'))
      .then(repeat);
    expect(given(...moved, requested('b'), repeat).state()).toMatchObject({
      waiting: [{ build: 'a2', attempt: 0, tries: 0 }, { build: 'b' }],
    });
  });
  it('happens once', () =>
    given(...moved, repeat)
      .when(again('a2', 'a'))
      .thenNothing());
  it('is not done for a repeat', () =>
    given(...moved, repeat, started('a2', 1, 12, 1), failed('a2', 1, 12, 'source-moved'))
      .when(again('a3', 'a2'))
      .thenNothing());
  it('is not done for a build that ended otherwise', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1), failed('a', 1, 11, 'agent'))
      .when(again('a2', 'a'))
      .thenNothing());
  it('goes on with the answers that were given', () =>
    expect(
      given(
        ...imported,
        requested('a'),
        started('a', 1, 11, 1),
        asked('a', 1, 11),
        clarified('a'),
        started('a', 2, 12, 1),
        failed('a', 2, 12, 'source-moved'),
        repeat,
      ).state(),
    ).toMatchObject({ waiting: [{ build: 'a2', rounds: [{ answer: { text: sealed('that') } }] }] }));
});
