import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitting } from './fitting.ts';

const sizes = { gap: 4, more: 28 };

describe('A row of tabs', () => {
  it('shows all that fit', () => expect(fitting([60, 40, 80], { ...sizes, room: 188, active: 0 })).toEqual([0, 1, 2]));
  it('leaves room for the menu as soon as one does not fit', () =>
    expect(fitting([60, 40, 80], { ...sizes, room: 187, active: 0 })).toEqual([0, 1]));
  it('keeps the active one in the place of the last that fits', () =>
    expect(fitting([60, 40, 80], { ...sizes, room: 187, active: 2 })).toEqual([0, 2]));

  it('always shows the active one, and never more than there is room for if anything else is shown', () => {
    const width = fc.integer({ min: 20, max: 120 });
    fc.assert(
      fc.property(fc.array(width, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 900 }), (widths, room) => {
        for (const active of widths.keys()) {
          const shown = fitting(widths, { ...sizes, room, active });
          expect(shown).toContain(active);
          expect(new Set(shown).size).toBe(shown.length);
          const used = shown.reduce((sum, index) => sum + (widths[index] ?? 0) + 4, -4);
          const menu = shown.length < widths.length ? 32 : 0;
          expect(shown.length === 1 || used + menu <= room).toBe(true);
        }
      }),
    );
  });
});
