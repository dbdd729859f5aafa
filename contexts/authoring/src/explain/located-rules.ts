import { type CssNode, generate, parse, type Rule, walk } from 'css-tree';

/** A rule and where it stands in its stylesheet, in UTF-16 units. */
export interface LocatedRule {
  /** As it is written. */
  readonly title: string;
  /** One for each part of the list, without pseudo-elements, in a form that can be matched. */
  readonly selectors: readonly string[];
  readonly start: number;
  readonly end: number;
  /** `@media …` and the like around it, outermost first. */
  readonly conditions: readonly string[];
}

/** All rules of a stylesheet in order, those within conditions and within other rules too. */
export const locatedRules = (css: string): LocatedRule[] =>
  collect(parse(css, { positions: true, parseValue: false, parseAtrulePrelude: false }), {
    css,
    conditions: [],
    parent: null,
  });

/** Local files that a stylesheet imports, as they are written. */
export const importsOf = (css: string): string[] => {
  const found: string[] = [];
  walk(parse(css, { parseValue: false, parseRulePrelude: false }), (node) => {
    if (node.type !== 'Atrule' || node.name.toLowerCase() !== 'import' || node.prelude?.type !== 'AtrulePrelude')
      return;
    const first = node.prelude.children.first;
    if (first?.type === 'String' || first?.type === 'Url') found.push(first.value);
  });
  return found;
};

interface Around {
  readonly css: string;
  readonly conditions: readonly string[];
  /** Selectors of the rule around a nested one. */
  readonly parent: readonly string[] | null;
}

const grouping = new Set(['media', 'supports', 'layer', 'container', 'scope', 'starting-style']);

const collect = (node: CssNode, around: Around): LocatedRule[] => {
  if (node.type === 'StyleSheet' || node.type === 'Block') {
    return [...node.children].flatMap((child) => collect(child, around));
  }
  if (node.type === 'Rule') return ofRule(node, around);
  if (node.type !== 'Atrule' || node.block === null || !grouping.has(node.name.toLowerCase())) return [];
  const prelude = node.prelude === null ? '' : ` ${generate(node.prelude).trim()}`;
  return collect(node.block, { ...around, conditions: [...around.conditions, `@${node.name}${prelude}`] });
};

const ofRule = (rule: Rule, around: Around): LocatedRule[] => {
  const { css, conditions, parent } = around;
  if (!rule.loc || !rule.prelude.loc) return [];
  const [start, end] = [rule.loc.start.offset, rule.loc.end.offset];
  const title = css.slice(rule.prelude.loc.start.offset, rule.prelude.loc.end.offset).trim();
  const list = rule.prelude.type === 'SelectorList' ? [...rule.prelude.children] : [];
  const selectors = list.map((selector) => within(parent, plain(selector)));
  return [{ title, selectors, start, end, conditions }, ...collect(rule.block, { ...around, parent: selectors })];
};

const legacyElements = new Set(['before', 'after', 'first-line', 'first-letter']);

/** The selector without pseudo-elements: what is drawn before an element is part of it. */
const plain = (selector: CssNode): string => {
  const copy = parse(generate(selector), { context: 'selector' });
  walk(copy, {
    visit: 'Selector',
    enter: ({ children }) => {
      children.forEach((node, item, list) => {
        const isPart =
          node.type === 'PseudoElementSelector' ||
          (node.type === 'PseudoClassSelector' && legacyElements.has(node.name));
        if (isPart) list.remove(item);
      });
    },
  });
  return generate(copy) || '*';
};

/** A nested selector with the rule around it in the place of `&`, or before it. */
const within = (parent: readonly string[] | null, selector: string): string => {
  if (parent === null) return selector;
  const around = `:is(${parent.join(',')})`;
  return selector.includes('&') ? selector.replaceAll('&', around) : `${around} ${selector}`;
};
