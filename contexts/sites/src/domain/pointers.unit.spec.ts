import { decisionsOf } from '@pagewright/kernel/testing';
import { isRefusal } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import type { PromoteVersion } from '../commands/site-commands.ts';
import {
  ada,
  bob,
  disabled,
  imported,
  liveLocked,
  liveUnlocked,
  promoted,
  requested,
  started,
  succeeded,
  us,
  version,
} from '../testing/index.ts';
import { siteDecider } from './site-decider.ts';

const given = decisionsOf(siteDecider);
const two = [...imported, requested('a'), started('a', 1, 11, 1), succeeded('a', 1, 11, 2, 'second')];
const promote = (to: number, target: 'live' | 'preview' = 'live', expectedCurrent?: number): PromoteVersion => ({
  type: 'PromoteVersion',
  data: {
    ...us,
    by: ada,
    version: version(to),
    target,
    reason: null,
    ...(expectedCurrent === undefined ? {} : { expectedCurrent }),
  },
});

describe('Promoting a version', () => {
  it('puts the previewed tree live', () =>
    given(...two)
      .when(promote(2))
      .then(promoted(2, 'second', 'live', null)));
  it('rolls back to an older version', () =>
    given(...two, promoted(2, 'second', 'live', null))
      .when(promote(1))
      .then(promoted(1, 'first', 'live', 2)));
  it('moves preview from where the newest build had put it', () =>
    given(...two)
      .when(promote(1, 'preview', 2))
      .then(promoted(1, 'first', 'preview', 2)));
  it('is already so where the pointer stands there', () =>
    given(...two, promoted(2, 'second', 'live', null))
      .when(promote(2, 'live', 2))
      .thenNothing());
  it('is refused for a version that is not there', () => {
    for (const number of [0, 3, -1, 1.5]) {
      given(...two)
        .when(promote(number))
        .thenRefused('unknown-version');
    }
  });
  it('leaves head and preview alone', () =>
    expect(given(...two, promoted(1, 'first', 'live', null)).state()).toMatchObject({
      versions: [{ version: 1 }, { version: 2 }],
      live: { version: 1, by: 'ada' },
      preview: { version: 2 },
    }));
});

describe('Promoting with what was seen before', () => {
  it('goes on when it is still so', () =>
    given(...two)
      .when(promote(2, 'live', 0))
      .then(promoted(2, 'second', 'live', null)));
  it('tells what was published meanwhile, and by whom', () => {
    const { state } = given(...two, promoted(1, 'first', 'live', null, bob));
    try {
      siteDecider.decide(promote(2, 'live', 0), state());
      expect.unreachable();
    } catch (error) {
      expect(isRefusal(error) && error.code).toBe('moved-meanwhile');
      expect(error).toMatchObject({ details: { current: 1, by: 'bob', at: us.now } });
    }
  });
  it('is refused to the second of two who promote the same', () =>
    given(...two, promoted(2, 'second', 'live', null, bob))
      .when(promote(2, 'live', 0))
      .thenRefused('moved-meanwhile'));
});

describe('What is closed', () => {
  it('takes nothing live while the site is disabled', () =>
    given(...two, disabled)
      .when(promote(2))
      .thenRefused('site-disabled'));
  it('takes nothing live while live is locked', () =>
    given(...two, liveLocked)
      .when(promote(2))
      .thenRefused('live-locked'));
  it('still moves preview', () =>
    given(...two, disabled, liveLocked)
      .when(promote(1, 'preview'))
      .then(promoted(1, 'first', 'preview', 2)));
  it('opens again', () =>
    given(...two, liveLocked, liveUnlocked)
      .when(promote(2))
      .then(promoted(2, 'second', 'live', null)));
});
