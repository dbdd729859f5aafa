import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { ConfirmCancelled } from '../commands/site-commands.ts';
import {
  ada,
  attempt,
  blob,
  bob,
  buildId,
  cancelled,
  digest,
  imported,
  now,
  requested,
  site,
  started,
  stopRequested,
  succeeded,
  us,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const running = [...imported, requested('a'), started('a', 1, 11, 1)];
const cancel = (build: string) => ({ type: 'CancelBuild', data: { ...us, by: ada, build: buildId(build) } }) as const;
const activity = { digest: digest('activity'), count: 7 };
const confirm = (number = 1): ConfirmCancelled => ({
  type: 'ConfirmCancelled',
  data: { ...us, ...attempt('a', number, 11), partial: blob('partial'), activity },
});

describe('Cancelling a build', () => {
  it('ends one that waits at once', () =>
    given(...imported, requested('a'))
      .when(cancel('a'))
      .then(cancelled('a', 0)));
  it('only asks one that runs to stop', () => {
    given(...running)
      .when(cancel('a'))
      .then(stopRequested('a'));
    expect(given(...running, stopRequested('a', bob)).state()).toMatchObject({
      running: { build: 'a', state: 'stopping', stoppedBy: 'bob', attempt: 1 },
    });
  });
  it('is already so while it stops', () =>
    given(...running, stopRequested('a', bob))
      .when(cancel('a'))
      .thenNothing());
  it('is refused once it has ended', () =>
    given(...running, succeeded('a', 1, 11, 2, 'second'))
      .when(cancel('a'))
      .thenRefused('build-ended'));
  it('is refused for a build that is not there', () =>
    given(...running)
      .when(cancel('zzz'))
      .thenRefused('unknown-build'));
});

describe('The end of a stopped build', () => {
  it('is told when its worker is dead, with what it left', () =>
    given(...running, stopRequested('a', bob))
      .when(confirm())
      .then({
        type: 'BuildCancelled',
        data: { site, at: now, build: buildId('a'), by: bob, attempt: 1, partial: blob('partial'), activity },
      }));
  it('is refused when nobody asked for it', () =>
    given(...running)
      .when(confirm())
      .thenRefused('not-stopping'));
  it('is refused from another attempt', () =>
    given(...running, stopRequested('a'))
      .when(confirm(2))
      .thenRefused('stale-attempt'));
  it('comes once', () =>
    given(...running, stopRequested('a'), cancelled('a', 1))
      .when(confirm())
      .thenRefused('stale-attempt'));
});
