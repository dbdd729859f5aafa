import type { FencingToken, LiveLock } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { diagnose } from './stuck-builds.ts';

const lock = (owner: string): LiveLock => ({
  key: 'site.docs',
  holder: { owner, purpose: 'builds' },
  token: 7 as FencingToken,
  takenAt: new Date(),
  renewedAt: new Date(),
});
const alive = new Set(['alive']);

describe('A build that is late', () => {
  it.each([
    ['waiting', { lock: undefined, runners: new Set<string>(), ahead: 0 }, /No runner is ready/, /Start one/],
    ['running', { lock: lock('dead'), runners: alive, ahead: 0 }, /held by dead, which is not/, /break docs --force/],
    ['waiting', { lock: lock('alive'), runners: alive, ahead: 0 }, /has begun nothing/, /break docs --force/],
    ['running', { lock: lock('alive'), runners: alive, ahead: 0 }, /works on it/, /PAGEWRIGHT_WORKER_TIMEOUT/],
    ['waiting', { lock: undefined, runners: alive, ahead: 3 }, /behind 3 others/, /PAGEWRIGHT_BUILDS/],
    ['running', { lock: undefined, runners: alive, ahead: undefined }, /nothing in the queue/, /builds wake docs/],
  ] as const)('that is %s is told why: %#', (state, surroundings, reason, next) => {
    const told = diagnose({ site: 'docs', state }, surroundings);
    expect(told.reason).toMatch(reason);
    expect(told.next).toMatch(next);
  });
});
