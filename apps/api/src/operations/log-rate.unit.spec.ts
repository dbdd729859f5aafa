import { describe, expect, it } from 'vitest';
import { eventsPerMinute } from './log-rate.ts';

const now = 10_000_000;
const looks = (...ends: readonly (readonly [secondsAgo: number, last: number])[]) =>
  ends.map(([secondsAgo, last]) => ({ at: now - secondsAgo * 1_000, last }));

describe('Events per minute', () => {
  it.each([
    ['no look', looks(), []],
    ['less than a minute', looks([30, 4], [0, 9]), []],
    ['two minutes', looks([125, 1], [120, 4], [65, 10], [60, 12], [1, 13]), [8, 1]],
    ['a log that was restored', looks([60, 100], [1, 7]), [0]],
  ])('of %s', (_, seen, minutes) => expect(eventsPerMinute(seen, now, 30)).toEqual(minutes));

  it('are of so many minutes at most', () => {
    expect(eventsPerMinute(looks([600, 0], [0, 9]), now, 3)).toEqual([0, 0, 9]);
  });
});
