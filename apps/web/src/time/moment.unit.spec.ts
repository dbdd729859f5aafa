import { describe, expect, it } from 'vitest';
import { ago, moment, period, running, span, stamp } from './moment.ts';

/** Local times, since people read local times. */
const at = (text: string): string => new Date(text).toISOString();
const now = Date.parse(at('2026-11-21T14:30:00'));

describe('ago', () => {
  it.each([
    ['2026-11-21T14:29:40', 'now'],
    ['2026-11-21T14:31:00', 'now'],
    ['2026-11-21T14:26:00', '4 min ago'],
    ['2026-11-21T12:20:00', '2 h ago'],
    ['2026-11-20T23:50:00', 'yesterday'],
    ['2026-11-12T09:00:00', '12 Nov'],
    ['2025-11-12T09:00:00', '12 Nov 2025'],
  ])('says of %s "%s"', (time, words) => expect(ago(at(time), now)).toBe(words));

  it('says minutes and not yesterday across midnight', () =>
    expect(ago(at('2026-11-20T23:50:00'), Date.parse(at('2026-11-21T00:10:00')))).toBe('20 min ago'));
});

describe('other words for moments', () => {
  it('gives the clock today and the date before', () => {
    expect(stamp(at('2026-11-21T09:05:00'), now)).toBe('09:05');
    expect(stamp(at('2026-11-12T09:05:00'), now)).toBe('12 Nov');
  });
  it('names a moment that is looked at', () => {
    expect(moment(at('2026-11-04T09:31:00'), now)).toBe('4 November, 09:31');
    expect(moment(at('2026-11-21T09:31:00'), now)).toBe('today, 09:31');
  });
  it('groups a list by period', () => {
    const days = ['2026-11-21', '2026-11-20', '2026-11-15', '2026-11-01'];
    expect(days.map((day) => period(at(`${day}T08:00:00`), now))).toEqual([
      'Today',
      'Yesterday',
      'This past week',
      'Earlier',
    ]);
  });
  it('states a length', () => {
    expect([41_200, 60_000, 82_000, 3_840_000].map(span)).toEqual(['41 s', '1 min', '1 min 22 s', '1 h 4 min']);
  });
  it('runs as minutes and seconds and never below zero', () => {
    expect([-500, 48_900, 725_000].map(running)).toEqual(['0:00', '0:48', '12:05']);
  });
});
