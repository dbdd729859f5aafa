import { setStyles } from '../css/own-sheet.ts';
import { ownSheetPath } from '../css/own-sheet.ts';
import { siteRules, writeRules, type StyleRule } from '../css/rules.ts';
import type { Site } from '../site/site.ts';
import { already, type Attempt, type Proposal } from './ability.ts';

/** Makes all text of the site larger or smaller: what follows the root's size by that size, what is in pixels each. */
export const enlargeEverything = (site: Site, factor: number): Proposal => ({
  score: 0.9,
  attempt: () => enlarge(site, factor),
});

const enlarge = (site: Site, factor: number): Attempt => {
  const rules = siteRules(site, undefined);
  const restated = rules.flatMap((rule): StyleRule[] => {
    if (/^(?::root|html)$/.test(rule.selector.trim())) return [];
    const declarations = rule.declarations.flatMap((declaration) => {
      const amount = declaration.property === 'font-size' ? /^([\d.]+)px$/.exec(declaration.value)?.[1] : undefined;
      return amount === undefined
        ? []
        : [{ ...declaration, value: `${Math.round(Number(amount) * factor * 100) / 100}px` }];
    });
    return declarations.length === 0 ? [] : [{ ...rule, declarations }];
  });
  const root = rules
    .filter(({ selector }) => /(?:^|,)\s*(?::root|html)\s*$/.test(selector))
    .flatMap(({ declarations }) => declarations)
    .findLast(({ property }) => property === 'font-size')?.value;
  const own: StyleRule = {
    selector: ':root',
    conditions: [],
    declarations: [{ property: 'font-size', value: scaledRoot(root, factor), important: true }],
  };
  const changes = setStyles(site, {
    key: 'size of all text',
    css: writeRules([own, ...restated]),
    detail: `all text times ${factor}`,
  });
  return changes.length === 0
    ? already('The text has that size already.')
    : {
        type: 'done',
        changes,
        summary: `Made all text ${factor > 1 ? 'larger' : 'smaller'}, in ${ownSheetPath(site)}.`,
      };
};

const scaledRoot = (value: string | undefined, factor: number): string => {
  const [, amount, unit] = /^([\d.]+)(px|%|em|rem)$/.exec(value ?? '100%') ?? [];
  return amount === undefined
    ? `${Math.round(factor * 100)}%`
    : `${Math.round(Number(amount) * factor * 1000) / 1000}${unit}`;
};
