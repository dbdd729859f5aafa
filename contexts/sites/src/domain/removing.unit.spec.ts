import { isRefusal } from '@pagewright/kernel';
import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { SiteCommand } from '../commands/site-commands.ts';
import type { SiteEvent } from '../events/site-events.ts';
import {
  ada,
  blob,
  digest,
  imported,
  now,
  promoted,
  requested,
  site,
  started,
  succeeded,
  us,
  version,
} from '../testing/index.ts';
import { versionOf } from './queries.ts';
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
const names = ['first', 'second', 'third'] as const;
const deleteVersion = (number: number): SiteCommand => ({
  type: 'DeleteVersion',
  data: { ...us, by: ada, version: version(number) },
});
const deleted = (number: 1 | 2 | 3): SiteEvent => {
  const name = names[number - 1] ?? '';
  const data = { site, at: now, version: version(number), by: ada };
  return { type: 'VersionDeleted', data: { ...data, tree: digest(name), artifact: blob(`${name}.tar.gz`) } };
};
const pinned: SiteEvent = { type: 'VersionPinned', data: { site, at: now, version: version(1), by: ada } };

/** What keeps the version, told by the refusal. */
const keeperOf = (history: readonly SiteEvent[], number: number): unknown => {
  try {
    siteDecider.decide(deleteVersion(number), given(...history).state());
  } catch (error) {
    if (isRefusal(error)) return [error.code, error.details['by']];
    throw error;
  }
  return 'nothing';
};

describe('Deleting a version', () => {
  it('names what was deleted', () =>
    given(...three)
      .when(deleteVersion(1))
      .then(deleted(1)));
  it('leaves its number unused', () => {
    given(...three, deleted(2))
      .when(deleteVersion(2))
      .thenRefused('version-deleted');
    const state = given(...three, deleted(2), requested('c'), started('c', 1, 13, 3)).state();
    if (state.status === 'none') throw new Error('the site is there');
    expect([versionOf(state, 1)?.version, versionOf(state, 2), versionOf(state, 3)?.version]).toEqual([
      1,
      undefined,
      3,
    ]);
    const complete = siteDecider.decide(
      {
        type: 'CompleteBuild',
        data: {
          ...us,
          build: state.running?.build ?? ('' as never),
          attempt: 1,
          fencingToken: state.running?.fencingToken ?? (0 as never),
          tree: digest('fourth'),
          artifact: blob('fourth.tar.gz'),
          manifest: { digest: digest('m') },
          counts: { files: 1, bytes: 1, created: 0, modified: 1, deleted: 0, added: 1, removed: 0 },
          summary: { sealed: 's', key: 'k' },
          activity: null,
        },
      },
      state,
    );
    expect(complete).toMatchObject([{ type: 'BuildSucceeded', data: { version: 4, parent: 3 } }]);
  });
  it('lets nothing promote or restore it afterwards', () => {
    given(...three, deleted(1))
      .when({ type: 'PromoteVersion', data: { ...us, by: ada, version: version(1), target: 'live', reason: null } })
      .thenRefused('version-deleted');
    given(...three, deleted(1))
      .when({
        type: 'RestoreVersion',
        data: {
          ...us,
          by: ada,
          build: 'r' as never,
          version: version(1),
          summary: { sealed: 's', key: 'k' },
          made: null,
        },
      })
      .thenRefused('version-deleted');
  });
});

describe('A version is kept', () => {
  it('while it is live', () =>
    expect(keeperOf([...three, promoted(1, 'first', 'live', null)], 1)).toEqual(['version-kept', 'live']));
  it('while it is the preview', () =>
    expect(keeperOf([...three, promoted(2, 'second', 'preview', 3)], 2)).toEqual(['version-kept', 'preview']));
  it('while it is the newest', () =>
    expect(keeperOf([...three, promoted(2, 'second', 'preview', 3)], 3)).toEqual(['version-kept', 'head']));
  it('while it is pinned, and no longer', () => {
    const unpinned: SiteEvent = { type: 'VersionUnpinned', data: { site, at: now, version: version(1), by: ada } };
    expect(keeperOf([...three, pinned], 1)).toEqual(['version-kept', 'pin']);
    expect(keeperOf([...three, pinned, unpinned], 1)).toBe('nothing');
  });
  it('while a waiting build brings it back', () =>
    expect(keeperOf([...three, requested('r', { kind: 'restore', version: version(1) })], 1)).toEqual([
      'version-kept',
      'build',
    ]));
  it('while a waiting undo merges it, and so is the version before it', () => {
    const undo = requested('u', { kind: 'undo', version: version(2) });
    expect(keeperOf([...three, undo], 2)).toEqual(['version-kept', 'build']);
    expect(keeperOf([...three, undo], 1)).toEqual(['version-kept', 'build']);
  });
  it('not by other builds that wait', () => expect(keeperOf([...three, requested('c')], 1)).toBe('nothing'));
  it('not once another one has taken its place', () =>
    expect(keeperOf([...three, promoted(1, 'first', 'live', null), promoted(2, 'second', 'live', 1)], 1)).toBe(
      'nothing',
    ));
});
