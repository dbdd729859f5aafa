import { describe, expect, it } from 'vitest';
import { keyedCut } from './swipe.ts';

describe('The cut between two pages', () => {
  it('moves by the keys of a slider', () => {
    expect(keyedCut(50, 'ArrowLeft', false)).toBe(48);
    expect(keyedCut(50, 'ArrowRight', true)).toBe(60);
    expect(keyedCut(50, 'ArrowUp', false)).toBe(52);
    expect(keyedCut(50, 'PageDown', false)).toBe(40);
    expect(keyedCut(50, 'Home', false)).toBe(0);
    expect(keyedCut(50, 'End', false)).toBe(100);
  });
  it('stays within the page', () => {
    expect(keyedCut(1, 'ArrowLeft', true)).toBe(0);
    expect(keyedCut(99, 'PageUp', false)).toBe(100);
  });
  it('leaves other keys to others', () => expect(keyedCut(50, 'Tab', false)).toBeNull());
});
