import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presence } from './presence.ts';

const GRACE = 4_000;
let told: (readonly string[])[];
let presence: Presence;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  presence = new Presence((_topic, accounts) => void told.push(accounts), GRACE);
});
afterEach(() => {
  presence[Symbol.dispose]();
  vi.useRealTimers();
});

describe('who is here', () => {
  it('is told when somebody comes and when they have gone', () => {
    presence.join('site:s', 'ada');
    const leave = presence.join('site:s', 'bob');
    leave();
    vi.advanceTimersByTime(GRACE);
    expect(told).toEqual([['ada'], ['ada', 'bob'], ['ada']]);
  });
  it('counts an account once, however many tabs it has', () => {
    const leave = presence.join('site:s', 'ada');
    presence.join('site:s', 'ada');
    leave();
    vi.advanceTimersByTime(GRACE);
    expect([told, presence.of('site:s')]).toEqual([[['ada']], ['ada']]);
  });
  it('does not take a reload for leaving', () => {
    presence.join('site:s', 'ada')();
    vi.advanceTimersByTime(GRACE - 1);
    presence.join('site:s', 'ada');
    vi.advanceTimersByTime(GRACE);
    expect(told).toEqual([['ada']]);
  });
  it('is of one site alone', () => {
    presence.join('site:s', 'ada');
    presence.join('site:t', 'bob');
    expect([presence.of('site:s'), presence.of('site:t')]).toEqual([['ada'], ['bob']]);
  });
});
