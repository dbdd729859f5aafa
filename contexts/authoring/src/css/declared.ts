import type { Element } from '../html/elements.ts';
import { matchSelector } from './match-selector.ts';
import type { StyleRule } from './rules.ts';

/** What the site's styles say of one property of an element, with the conditions under which they say it. */
export interface Declared {
  readonly value: string;
  readonly conditions: readonly string[];
  readonly important: boolean;
}

/** Every declaration of a property that reaches an element, the one that wins among the unconditional last. */
export const declaredFor = (rules: readonly StyleRule[], element: Element, property: string): Declared[] =>
  rules
    .filter(({ declarations }) => declarations.some((one) => one.property === property))
    .flatMap(({ selector, conditions, declarations }, order) => {
      const weights = selector.split(/,(?![^(]*\))/).flatMap((one) => matchSelector(one.trim(), element) ?? []);
      const [ids, classes, types] = [weights[0], weights[1], weights[2]];
      const declaration = declarations.findLast((one) => one.property === property);
      if (ids === undefined || classes === undefined || types === undefined || declaration === undefined) return [];
      const rank = (declaration.important ? 1e9 : 0) + ids * 1e6 + classes * 1e3 + types;
      return [{ value: declaration.value, conditions, important: declaration.important, rank, order }];
    })
    .toSorted((a, b) => a.rank - b.rank || a.order - b.order)
    .map(({ value, conditions, important }) => ({ value, conditions, important }));
