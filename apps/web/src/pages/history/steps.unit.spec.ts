import { describe, expect, it } from 'vitest';
import { bucketAt, leapOf } from './steps.ts';

const bucket = (number: number, time: string) => ({ index: number, count: 1, id: `e${number}`, number, time });
const buckets = [
  bucket(3, '2026-11-02T10:00:00Z'),
  bucket(8, '2026-11-03T09:00:00Z'),
  bucket(9, '2026-11-05T12:00:00Z'),
];
const ruler = { total: 9, buckets };
const from = { number: 8, time: '2026-11-03T09:00:00Z' };
const press = (key: string, shiftKey = false) => leapOf({ key, shiftKey }, from, ruler);

describe('a key on the ruler', () => {
  it('steps one event', () => {
    expect(press('ArrowLeft')).toEqual({ to: 'number', number: 7 });
    expect(press('ArrowRight')).toEqual({ to: 'number', number: 9 });
  });
  it('steps a day with Shift, and one event where the day has none', () => {
    expect(press('ArrowLeft', true)).toEqual({ to: 'number', number: 3 });
    expect(press('PageUp')).toEqual({ to: 'number', number: 9 });
    expect(leapOf({ key: 'ArrowLeft', shiftKey: true }, { number: 9, time: '2026-11-05T12:00:00Z' }, ruler)).toEqual({
      to: 'number',
      number: 8,
    });
  });
  it('goes to the first event and to now', () => {
    expect(press('Home')).toEqual({ to: 'number', number: 1 });
    expect(press('End')).toEqual({ to: 'now' });
    expect(leapOf({ key: 'ArrowRight', shiftKey: false }, { number: 9, time: from.time }, ruler)).toEqual({
      to: 'now',
    });
  });
  it('stays at the first event, and leaves other keys alone', () => {
    expect(leapOf({ key: 'ArrowLeft', shiftKey: false }, { number: 1, time: from.time }, ruler)).toEqual({
      to: 'number',
      number: 1,
    });
    expect(press('Tab')).toBeNull();
  });
});

describe('a place on the ruler', () => {
  it.each([
    ['2026-11-01T00:00:00Z', 3],
    ['2026-11-02T10:00:00Z', 3],
    ['2026-11-04T00:00:00Z', 8],
    ['2027-01-01T00:00:00Z', 9],
  ])('at %s is event %d', (time, number) => expect(bucketAt(buckets, Date.parse(time))?.number).toBe(number));
  it('is nothing where nothing happened', () => expect(bucketAt([], 0)).toBeNull());
});
