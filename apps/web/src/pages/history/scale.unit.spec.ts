import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleOver, ticksOf, timeAt, xOf } from './scale.ts';

/** Local times, since people read local times. */
const at = (text: string): number => new Date(text).getTime();
const labels = (from: string, to: string, width = 1_392): string[] =>
  ticksOf(scaleOver(at(from), at(to), width)).map(({ label }) => label);

describe('the scale of the ruler', () => {
  it('names each day of some weeks, the first with its month', () =>
    expect(labels('2026-11-02T09:12:00', '2026-11-19T23:00:00').slice(0, 4)).toEqual(['2 Nov', '3', '4', '5']));

  it('names the month again where it changes', () =>
    expect(labels('2026-10-30T09:00:00', '2026-11-08T12:00:00')).toContain('1 Nov'));

  it('names times of day for a site of this morning', () =>
    expect(labels('2026-11-02T09:12:00', '2026-11-02T09:40:00').slice(0, 3)).toEqual(['09:10', '09:15', '09:20']));

  it('names months of some years', () => {
    const found = labels('2024-02-10T09:12:00', '2026-11-02T09:40:00');
    expect(found[0]).toBe('Feb 2024');
    expect(found.some((label) => label.endsWith('2025'))).toBe(true);
  });

  it('begins at or before the first event and leads there and back', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: at('2000-01-01T00:00:00'), max: at('2030-01-01T00:00:00') }),
        fc.integer({ min: 0, max: 20 * 365 * 86_400_000 }),
        fc.integer({ min: 200, max: 2_000 }),
        (first, age, width) => {
          const scale = scaleOver(first, first + age, width);
          expect(scale.from).toBeLessThanOrEqual(first);
          expect(scale.to).toBeGreaterThanOrEqual(first + age);
          expect(timeAt(scale, xOf(scale, first))).toBeCloseTo(first, -2);
        },
      ),
    ));

  it('never sets two ticks closer than a label is wide', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: at('2000-01-01T00:00:00'), max: at('2030-01-01T00:00:00') }),
        fc.integer({ min: 0, max: 20 * 365 * 86_400_000 }),
        (first, age) => {
          const scale = scaleOver(first, first + age, 1_392);
          const ticks = ticksOf(scale).map((tick) => xOf(scale, tick.at));
          for (const [index, x] of ticks.entries())
            if (index > 0) expect(x - (ticks[index - 1] ?? 0)).toBeGreaterThan(40);
        },
      ),
    ));
});
