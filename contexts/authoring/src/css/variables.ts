import type { Rgb } from './colour.ts';
import type { StyleDeclaration, StyleRule } from './rules.ts';

const reference = /^var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)$/;

/** The custom property from which the pages' body takes a property, if it does: `--x` for `color: var(--x)`. */
export const bodyVariable = (rules: readonly StyleRule[], ...properties: readonly string[]): string | undefined =>
  rules
    .filter(({ selector }) => selector.split(',').some((one) => /^(?:html\s+)?body$|^html$|^:root$/.test(one.trim())))
    .flatMap(({ declarations }) => declarations)
    .filter(({ property }) => properties.includes(property))
    .map(({ value }) => reference.exec(value)?.[1])
    .findLast((variable) => variable !== undefined);

/** Declarations that give a custom property a colour, and its `-rgb` twin the same colour, if the site has one. */
export const setVariable = (
  rules: readonly StyleRule[],
  variable: string | undefined,
  css: string,
  rgb?: Rgb,
): StyleDeclaration[] => {
  if (variable === undefined) return [];
  const twin = `${variable}-rgb`;
  const has = rules.some(({ declarations }) => declarations.some(({ property }) => property === twin));
  const own = { property: variable, value: css, important: false };
  return rgb !== undefined && has
    ? [own, { property: twin, value: rgb.map(Math.round).join(', '), important: false }]
    : [own];
};
