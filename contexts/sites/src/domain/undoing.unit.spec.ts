import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { UndoBuild } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import {
  ada,
  asked,
  attempt,
  blob,
  buildId,
  created,
  digest,
  imported,
  importRequested,
  now,
  outcome,
  requested,
  site,
  started,
  succeeded,
  token,
  us,
  version,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const three = [
  ...imported,
  requested('a'),
  started('a', 1, 11, 1),
  succeeded('a', 1, 11, 2, 'second'),
  requested('b'),
  started('b', 1, 12, 2),
  succeeded('b', 1, 12, 3, 'third'),
];
const made = { onHead: version(3), ...outcome('merged') };
const undo = (undoes: string, more: Partial<UndoBuild['data']> = {}): UndoBuild => ({
  type: 'UndoBuild',
  data: { ...us, by: ada, build: buildId('u'), undoes: buildId(undoes), choices: null, made, ...more },
});
const undoRequested = requested('u', { kind: 'undo', agent: 'pagewright', prompt: null, version: version(2) });
const undone: SiteEvent = {
  type: 'BuildSucceeded',
  data: {
    site,
    at: now,
    build: buildId('u'),
    attempt: 0,
    fencingToken: null,
    version: version(4),
    parent: version(3),
    ...outcome('merged'),
    activity: null,
  },
};

describe('Undoing a build', () => {
  it('makes a new head of what was merged at once where nothing waits or runs', () => {
    given(...three)
      .when(undo('a'))
      .then(undoRequested, undone);
    expect(given(...three, undoRequested, undone).state()).toMatchObject({
      waiting: [],
      versions: [{ version: 1 }, { version: 2 }, { version: 3 }, { version: 4, parent: 3, tree: digest('merged') }],
      preview: { version: 4, by: 'ada' },
    });
  });
  it('does so while another build waits for an answer', () =>
    given(...three, requested('c'), started('c', 1, 13, 3), asked('c', 1, 13))
      .when(undo('a'))
      .then(undoRequested, undone));
  it('keeps what was chosen for whoever merges again', () =>
    given(...three, requested('c'))
      .when(undo('a', { choices: digest('choices') }))
      .then({ ...undoRequested, data: { ...undoRequested.data, choices: digest('choices') } } as SiteEvent));
  it('waits for its turn behind a build that waits or runs', () => {
    given(...three, requested('c'))
      .when(undo('a'))
      .then(undoRequested);
    given(...three, requested('c'), started('c', 1, 13, 3))
      .when(undo('a'))
      .then(undoRequested);
  });
  it('waits for a runner when the head has moved since it was merged', () =>
    given(...three)
      .when(undo('a', { made: { ...made, onHead: version(2) } }))
      .then(undoRequested));
  it('is done by a runner in its turn, with any tree but that of the head', () => {
    const running = [...three, undoRequested, started('u', 1, 13, 3)];
    const report = { ...us, ...attempt('u', 1, 13), activity: null };
    given(...three, undoRequested)
      .when({
        type: 'StartNextBuild',
        data: { ...us, runnerId: 'runner-1', fencingToken: token(13), maxAttempts: 3, failureMessage: null },
      })
      .then(started('u', 1, 13, 3));
    given(...running)
      .when({ type: 'CompleteBuild', data: { ...report, ...outcome('merged') } })
      .then(succeeded('u', 1, 13, 4, 'merged'));
    given(...running)
      .when({ type: 'CompleteBuild', data: { ...report, ...outcome('third') } })
      .thenRefused('no-change');
  });
  it('is undone as any other build', () =>
    given(...three, undoRequested, undone)
      .when(undo('u', { build: buildId('u2'), made: null }))
      .then(requested('u2', { kind: 'undo', agent: 'pagewright', prompt: null, version: version(4) })));
  it('is refused when nothing of the build is left', () =>
    given(...three)
      .when(undo('a', { made: { ...made, ...outcome('third') } }))
      .thenRefused('no-change'));
  it('is refused for the import, for a build that made no version and for one that is not there', () => {
    given(...three)
      .when(undo('import'))
      .thenRefused('nothing-to-undo');
    given(...three, requested('c'))
      .when(undo('c'))
      .thenRefused('nothing-to-undo');
    given(...three)
      .when(undo('z'))
      .thenRefused('unknown-build');
    given(created, importRequested).when(undo('import')).thenRefused('nothing-to-undo');
  });
  it('is refused where the files of its version, or of the one before, were deleted', () => {
    const gone = (number: number, tree: string): SiteEvent => ({
      type: 'VersionDeleted',
      data: { site, at: now, version: version(number), by: ada, tree: digest(tree), artifact: blob(`${tree}.tar.gz`) },
    });
    for (const deleted of [gone(1, 'first'), gone(2, 'second')])
      given(...three, deleted)
        .when(undo('a'))
        .thenRefused('version-deleted');
  });

  it('is already so under a known id', () =>
    given(...three, undoRequested, undone)
      .when(undo('a'))
      .thenNothing());
});
