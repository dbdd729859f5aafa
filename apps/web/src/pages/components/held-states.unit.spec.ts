import { describe, expect, it } from 'vitest';
import { held } from './held-states.ts';

describe('a selector of a state that is held', () => {
  it.each([
    ['.button:hover', ".button[data-held~='hover']"],
    ['.ghost:active, .ghost:focus-visible', ".ghost[data-held~='active'], .ghost[data-held~='focus-visible']"],
    ['.box:has(input:focus)', '.box:has(input:focus)'],
    ['.row:focus-within:hover', ".row[data-held~='focus-within'][data-held~='hover']"],
  ])('given %s, it is %s', (selector, expected) => expect(held(selector)).toBe(expected));
});
