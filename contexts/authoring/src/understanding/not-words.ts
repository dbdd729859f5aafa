import { readColour } from '../css/colour.ts';
import { readFont } from '../css/fonts.ts';

const manner =
  /^(?:(?:a (?:bit|little) |much |way )?(?:bigger|smaller|larger|wider|narrower|darker|lighter|brighter|rounder|thinner|thicker)|bold|italic|underlined|centred|centered|left|right|round|first|last|it|that|this|there|gone|removed|deleted|wrong|ugly|old|outdated|missing|too \w+|so \w+|\d+(?:\.\d+)?(?:px|em|rem|%|pt))\b/i;

/** Whether what is asked for is a way to look or a place and not words. */
export const isManner = (value: string): boolean =>
  [value, value.split(/[,(]/)[0] ?? ''].some(
    (said) =>
      (manner.test(said) && said.split(' ').length < 5 && !/^\p{Lu}/u.test(said)) ||
      readColour(said.trim()) !== undefined ||
      readFont(said.trim(), []) !== undefined,
  );
