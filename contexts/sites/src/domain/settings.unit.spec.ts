import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import {
  ada,
  asked,
  bob,
  cancelled,
  deleted,
  disabled,
  enabled,
  imported,
  liveLocked,
  liveUnlocked,
  renamed,
  requested,
  sealed,
  started,
  stopRequested,
  us,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const person = { ...us, by: ada };

describe('The name of a site', () => {
  it('changes', () =>
    given(...imported)
      .when({ type: 'RenameSite', data: { ...person, name: 'Handbook ' } })
      .then(renamed('Handbook')));
  it('is already so when it is the same', () =>
    given(...imported, renamed('Handbook'))
      .when({ type: 'RenameSite', data: { ...person, name: 'Handbook' } })
      .thenNothing());
  it('is never empty', () =>
    given(...imported)
      .when({ type: 'RenameSite', data: { ...person, name: '\t' } })
      .thenRefused('invalid-name'));
});

describe('Serving', () => {
  it('is switched off', () =>
    given(...imported)
      .when({ type: 'DisableSite', data: person })
      .then(disabled));
  it('is off already', () =>
    given(...imported, disabled)
      .when({ type: 'DisableSite', data: person })
      .thenNothing());
  it('is switched on again', () =>
    given(...imported, disabled)
      .when({ type: 'EnableSite', data: person })
      .then(enabled));
  it('is on from the beginning', () =>
    given(...imported)
      .when({ type: 'EnableSite', data: person })
      .thenNothing());
});

describe('The lock on live', () => {
  it('is set with a reason', () =>
    given(...imported)
      .when({ type: 'LockLive', data: { ...us, by: bob, reason: sealed('sale') } })
      .then(liveLocked));
  it('stays as it was set first', () =>
    given(...imported, liveLocked)
      .when({ type: 'LockLive', data: { ...person, reason: null } })
      .thenNothing());
  it('is taken away', () =>
    given(...imported, liveLocked)
      .when({ type: 'UnlockLive', data: person })
      .then(liveUnlocked));
  it('is not there to take away', () =>
    given(...imported)
      .when({ type: 'UnlockLive', data: person })
      .thenNothing());
});

describe('Deleting a site', () => {
  const deleteSite = { type: 'DeleteSite', data: person } as const;

  it('ends what waits for its turn or for an answer', () => {
    const ends = [cancelled('b', 0), cancelled('a', 1), deleted];
    given(...imported, requested('a'), started('a', 1, 11, 1), asked('a', 1, 11), requested('b'))
      .when(deleteSite)
      .then(...ends);
  });
  it('is refused while a build runs', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1))
      .when(deleteSite)
      .thenRefused('build-running'));
  it('is refused while a worker may still live', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1), stopRequested('a'))
      .when(deleteSite)
      .thenRefused('build-running'));
  it('goes on once the build has stopped', () =>
    given(...imported, requested('a'), started('a', 1, 11, 1), stopRequested('a'), cancelled('a', 1))
      .when(deleteSite)
      .then(deleted));
  it('is already so the second time', () =>
    given(...imported, deleted)
      .when(deleteSite)
      .thenNothing());
  it('makes the site refuse everything else', () =>
    given(...imported, deleted)
      .when({ type: 'EnableSite', data: person })
      .thenRefused('site-deleted'));
  it('leaves no open build behind', () =>
    expect(given(...imported, requested('a'), cancelled('a', 0), deleted).state()).toMatchObject({
      status: 'deleted',
      waiting: [],
      running: null,
      clarifying: [],
      ended: [
        { build: 'import', state: 'succeeded' },
        { build: 'a', state: 'cancelled' },
      ],
    }));
});
