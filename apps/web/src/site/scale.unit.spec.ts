import { describe, expect, it } from 'vitest';
import { frameOf, sandboxOf, scaleOf } from './scale.ts';

describe('scaleOf', () => {
  it('shrinks and never blows up', () => {
    expect(scaleOf(640, 1_280)).toBe(0.5);
    expect(scaleOf(2_000, 1_280)).toBe(1);
    expect(scaleOf(0, 1_280)).toBe(1);
  });
});

describe('frameOf', () => {
  const room = { width: 640, height: 700 };
  it('lays a desktop page out at 1280 and fills the height', () =>
    expect(frameOf(room, 'desktop', false)).toEqual({ width: 1_280, height: 1_400, scale: 0.5, shown: 640 }));
  it('shows a phone page at its own size', () =>
    expect(frameOf(room, 'phone', false)).toEqual({ width: 390, height: 700, scale: 1, shown: 390 }));
  it('takes the width of a narrow screen as it is', () =>
    expect(frameOf({ width: 374, height: 600 }, 'desktop', true).width).toBe(374));
});

describe('sandboxOf', () => {
  it('lets a site on its own origin run', () =>
    expect(sandboxOf('http://v1--k.localhost:4401/', 'http://localhost:4400')).toContain('allow-scripts'));
  it('lets nothing of our own origin run', () =>
    expect(sandboxOf('http://localhost:4400/x', 'http://localhost:4400')).toBe(''));
});
