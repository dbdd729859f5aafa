import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { RestoreVersion } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import {
  ada,
  asked,
  blob,
  buildId,
  counts,
  created,
  digest,
  imported,
  importRequested,
  now,
  requested,
  sealed,
  site,
  started,
  succeeded,
  token,
  us,
  version,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const two = [...imported, requested('a'), started('a', 1, 11, 1), succeeded('a', 1, 11, 2, 'second')];
const made = { onHead: version(2), manifest: { digest: digest('restored.json') }, counts };
const restore = (of: number, more: Partial<RestoreVersion['data']> = {}): RestoreVersion => ({
  type: 'RestoreVersion',
  data: {
    ...us,
    by: ada,
    build: buildId('r'),
    version: version(of),
    summary: sealed('version 1 again'),
    made,
    ...more,
  },
});
const restoreRequested = requested('r', {
  kind: 'restore',
  agent: 'pagewright',
  prompt: null,
  version: version(1),
});
const restored: SiteEvent = {
  type: 'BuildSucceeded',
  data: {
    site,
    at: now,
    build: buildId('r'),
    attempt: 0,
    fencingToken: null,
    version: version(3),
    parent: version(2),
    tree: digest('first'),
    artifact: blob('first.tar.gz'),
    manifest: made.manifest,
    counts,
    summary: sealed('version 1 again'),
    activity: null,
  },
};

describe('Restoring a version', () => {
  it('makes a new head of the old tree at once where nothing waits or runs', () => {
    given(...two)
      .when(restore(1))
      .then(restoreRequested, restored);
    expect(given(...two, restoreRequested, restored).state()).toMatchObject({
      waiting: [],
      versions: [{ version: 1 }, { version: 2 }, { version: 3, parent: 2, by: 'ada', tree: digest('first') }],
      preview: { version: 3, by: 'ada' },
    });
  });
  it('does so while another build waits for an answer', () => {
    const clarifying = [requested('b'), started('b', 1, 12, 2), asked('b', 1, 12)];
    given(...two, ...clarifying)
      .when(restore(1))
      .then(restoreRequested, restored);
  });
  it('waits for its turn behind a build that waits', () =>
    given(...two, requested('b'))
      .when(restore(1))
      .then(restoreRequested));
  it('waits for its turn behind a build that runs', () =>
    given(...two, requested('b'), started('b', 1, 12, 2))
      .when(restore(1))
      .then(restoreRequested));
  it('waits for a runner when what was made is of an older head', () =>
    given(...two)
      .when(restore(1, { made: { ...made, onHead: version(1) } }))
      .then(restoreRequested));
  it('waits for a runner when nothing was made', () =>
    given(...two)
      .when(restore(1, { made: null }))
      .then(restoreRequested));
  it('is started by a runner in its turn, on the head of then', () =>
    given(...two, restoreRequested)
      .when({
        type: 'StartNextBuild',
        data: { ...us, runnerId: 'runner-1', fencingToken: token(12), maxAttempts: 3, failureMessage: null },
      })
      .then(started('r', 1, 12, 2)));
  it('is refused for the head', () =>
    given(...two)
      .when(restore(2))
      .thenRefused('already-head'));
  it('is refused for a version whose files the head has', () =>
    given(...two, restoreRequested, restored)
      .when(restore(1, { build: buildId('r2') }))
      .thenRefused('already-head'));
  it('is refused for a version that is not there', () => {
    given(...two)
      .when(restore(3))
      .thenRefused('unknown-version');
    given(created, importRequested).when(restore(1)).thenRefused('unknown-version');
  });
  it('is already so under a known id', () =>
    given(...two, restoreRequested, restored)
      .when(restore(1))
      .thenNothing());
});
