import { describe, expect, it } from 'vitest';
import { windowAround } from './window.ts';

const day = (count: number): string => new Date(Date.UTC(2026, 10, 1) + count * 86_400_000).toISOString();
const life = { from: day(0), to: day(17) };

describe('the days that a narrow ruler shows', () => {
  it('are all there are while they are few', () =>
    expect(windowAround(day(2), { from: day(0), to: day(4) }, null)).toBeNull());
  it('lie around the moment, and inside the life of the site', () => {
    expect(windowAround(day(8), life, null)).toEqual({ from: day(5.5), to: day(10.5) });
    expect(windowAround(day(0), life, null)).toEqual({ from: day(0), to: day(5) });
    expect(windowAround(day(17), life, null)).toEqual({ from: day(12), to: day(17) });
  });
  it('stay while the moment is well inside, and follow it out', () => {
    const shown = { from: day(5.5), to: day(10.5) };
    expect(windowAround(day(9.8), life, shown)).toBe(shown);
    expect(windowAround(day(10.4), life, shown)).toEqual({ from: day(7.9), to: day(12.9) });
  });
});
