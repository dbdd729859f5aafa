import { black, contrast, readCssColour, white, type Rgb } from './colour.ts';
import type { StyleRule } from './rules.ts';

const leastContrast = 4.5;

/**
 * The colour that the text needs to stay readable on a new background (WCAG 2.2, contrast of 4.5); undefined if the
 * text can stay as it is. `rules` are those of the pages, the ones that win last.
 */
export const textColourOn = (background: Rgb, rules: readonly StyleRule[]): string | undefined => {
  const current = bodyText(rules) ?? black;
  if (contrast(current, background) >= leastContrast) return undefined;
  const better = contrast(white, background) >= contrast(black, background) ? white : black;
  return contrast(better, background) <= contrast(current, background) ? undefined : better === white ? '#fff' : '#000';
};

const bodyText = (rules: readonly StyleRule[]): Rgb | undefined => {
  const value = valueOf(rules, (selector) => /^(?::root )?body$|^html$|^:root$/.test(selector), 'color');
  const variable = value && /^var\(\s*(--[\w-]+)/.exec(value)?.[1];
  const resolved = variable
    ? valueOf(rules, (selector) => /(?:^|,)\s*(?::root|html|body)\s*$/.test(selector), variable)
    : value;
  return resolved === undefined ? undefined : readCssColour(resolved)?.rgb;
};

const valueOf = (
  rules: readonly StyleRule[],
  matches: (selector: string) => boolean,
  property: string,
): string | undefined =>
  rules
    .filter(
      ({ selector, conditions }) => conditions.length === 0 && selector.split(',').some((one) => matches(one.trim())),
    )
    .flatMap(({ declarations }) => declarations)
    .findLast((declaration) => declaration.property === property)?.value;
