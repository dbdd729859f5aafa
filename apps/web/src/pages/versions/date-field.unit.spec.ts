import { describe, expect, it } from 'vitest';
import { asField, earlier, fromField } from './date-field.ts';

describe('A field for a moment', () => {
  it('holds it in local time and gives it back in UTC', () => {
    const at = Date.UTC(2026, 2, 3, 14, 5);
    expect(asField(at)).toMatch(/^2026-03-0[234]T\d\d:05$/);
    expect(fromField(asField(at))).toBe('2026-03-03T14:05:00.000Z');
  });
  it('takes nothing that is not filled in', () => {
    for (const text of ['', '2026-03-03', 'yesterday', '2026-99-03T14:00']) expect(fromField(text)).toBeNull();
  });
  it('goes back by the day, the week and the month', () => {
    const now = Date.UTC(2026, 2, 31);
    expect([earlier(now, 'day'), earlier(now, 'week'), earlier(now, 'month')]).toEqual([
      Date.UTC(2026, 2, 30),
      Date.UTC(2026, 2, 24),
      Date.UTC(2026, 2, 1),
    ]);
  });
});
