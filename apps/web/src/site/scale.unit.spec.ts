import { describe, expect, it } from 'vitest';
import { clampWidth, deviceOf, frameOf, keyedWidth, sandboxOf, scaleOf } from './scale.ts';

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
    expect(frameOf(room, 1_280, false)).toEqual({ width: 1_280, height: 1_400, scale: 0.5, shown: 640 }));
  it('shows a phone page at its own size', () =>
    expect(frameOf(room, 390, false)).toEqual({ width: 390, height: 700, scale: 1, shown: 390 }));
  it('takes the width of a narrow screen as it is', () =>
    expect(frameOf({ width: 374, height: 600 }, 1_280, true).width).toBe(374));
});

describe('A width', () => {
  it('that is dragged stays between the narrowest and the widest', () =>
    expect([100, 500.4, 5_000].map(clampWidth)).toEqual([320, 500, 1_920]));
  it('is moved by the arrows, and by no other key', () =>
    expect(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'a'].map((key) => keyedWidth(400, key))).toEqual([
      390,
      410,
      320,
      1_920,
      null,
    ]));
  it('is a device’s or none’s', () =>
    expect([390, 391, 820, 1_280].map(deviceOf)).toEqual(['phone', '', 'tablet', 'desktop']));
});

describe('sandboxOf', () => {
  it('lets a site on its own origin run', () =>
    expect(sandboxOf('http://v1--k.localhost:4401/', 'http://localhost:4400')).toContain('allow-scripts'));
  it('lets no site leave its frame, open a window or ask in a dialog', () =>
    expect(sandboxOf('http://v1--k.localhost:4401/', 'http://localhost:4400')).not.toMatch(/top|popups|modals/));
  it('lets nothing of our own origin run', () =>
    expect(sandboxOf('http://localhost:4400/x', 'http://localhost:4400')).toBe(''));
});
