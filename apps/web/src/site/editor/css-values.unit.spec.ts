import { describe, expect, it } from 'vitest';
import { hexOf, lengthsOf } from './css-values.ts';

describe('A computed colour', () => {
  it.each([
    ['rgb(35, 80, 190)', '#2350be'],
    ['rgba(0, 0, 0, 0.5)', '#000000'],
    ['rgba(0, 0, 0, 0)', null],
    ['#2350BE', '#2350be'],
    ['color(srgb 1 0 0)', null],
  ])('%s is %s', (computed, hex) => expect(hexOf(computed)).toBe(hex));
});

describe('A typed size', () => {
  it.each([
    ['16', 'font-size', '16px'],
    ['1.25rem', 'font-size', '1.25rem'],
    ['-1', 'font-size', null],
    ['8 16', 'padding', '8px 16px'],
    ['0', 'padding', '0'],
    ['-8px', 'padding', null],
    ['-8px auto', 'margin', '-8px auto'],
    ['1px 2px 3px 4px 5px', 'margin', null],
    ['1px; color: red', 'margin', null],
    ['', 'margin', null],
  ] as const)('%j of %s is %j', (typed, property, value) => expect(lengthsOf(typed, property)).toBe(value));
});
