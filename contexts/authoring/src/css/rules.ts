import { generate, parse, type CssNode, type Declaration } from 'css-tree';
import { attribute, childElements, findAll, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { linkedFile } from '../site/links.ts';
import type { Site } from '../site/site.ts';

/** A rule of a site's own styles with the conditions (`@media …`) around it. */
export interface StyleRule {
  readonly selector: string;
  readonly conditions: readonly string[];
  readonly declarations: readonly StyleDeclaration[];
}

export interface StyleDeclaration {
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
}

/** The stylesheets of the site that a page links, in order; those of other hosts are not ours to read. */
export const linkedSheets = (site: Site, page: Page): string[] =>
  styleElements(page)
    .flatMap((element) => linkedFile(site.tree, page, attribute(element, 'href') ?? '#') ?? [])
    .filter((path) => /\.css$/i.test(path));

/** The elements of the head that bring styles, in order. */
export const styleElements = (page: Page): Element[] =>
  childElements(page.head).filter(
    (element) =>
      isHtml(element, 'style') || (isHtml(element, 'link') && /\bstylesheet\b/i.test(attribute(element, 'rel') ?? '')),
  );

/** All rules that the site's pages use, from linked files other than `except` and from `<style>` elements. */
export const siteRules = (site: Site, except: string | undefined): StyleRule[] => {
  const paths = new Set(site.pages.flatMap((page) => linkedSheets(site, page)));
  const files = [...paths].filter((path) => path !== except).flatMap((path) => rulesOfFile(site.tree.get(path)));
  const inline = new Set(
    site.pages.flatMap((page) => findAll(page.document, (element) => isHtml(element, 'style')).map(contentOf)),
  );
  return [...files, ...[...inline].flatMap(rulesOf)];
};

// A framework's stylesheet takes longer to parse than all else; its bytes are the same from one look to the next.
const parsed = new WeakMap<Uint8Array, StyleRule[]>();

const rulesOfFile = (bytes: Uint8Array | undefined): StyleRule[] => {
  if (bytes === undefined) return [];
  const rules = parsed.get(bytes) ?? rulesOf(readText(bytes)?.text ?? '');
  parsed.set(bytes, rules);
  return rules;
};

export const rulesOf = (css: string): StyleRule[] =>
  collect(parse(css, { parseValue: false, parseRulePrelude: false, parseAtrulePrelude: false }), []);

/** Writes rules as a stylesheet, each with the conditions around it. */
export const writeRules = (rules: readonly StyleRule[]): string =>
  rules
    .map(({ selector, conditions, declarations }) => {
      const indent = '  '.repeat(conditions.length);
      const body = declarations.map(
        ({ property, value, important }) => `${indent}  ${property}: ${value}${important ? ' !important' : ''};`,
      );
      const rule = [`${indent}${selector} {`, ...body, `${indent}}`];
      const opened = conditions.map((condition, depth) => `${'  '.repeat(depth)}${condition} {`);
      const closed = conditions.map((_, depth) => `${'  '.repeat(conditions.length - 1 - depth)}}`);
      return [...opened, ...rule, ...closed].join('\n');
    })
    .join('\n');

const contentOf = (element: Element): string =>
  element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');

const grouping = new Set(['media', 'supports', 'layer', 'container', 'scope']);

const collect = (node: CssNode, conditions: readonly string[]): StyleRule[] => {
  if (node.type === 'StyleSheet' || node.type === 'Block')
    return [...node.children].flatMap((child) => collect(child, conditions));
  if (node.type === 'Rule') {
    const declarations = [...node.block.children].filter((child): child is Declaration => child.type === 'Declaration');
    return [{ selector: generate(node.prelude).trim(), conditions, declarations: declarations.map(read) }];
  }
  if (node.type !== 'Atrule' || node.block === null || !grouping.has(node.name.toLowerCase())) return [];
  const prelude = node.prelude === null ? '' : ` ${generate(node.prelude).trim()}`;
  return collect(node.block, [...conditions, `@${node.name}${prelude}`]);
};

const read = ({ property, value, important }: Declaration): StyleDeclaration => ({
  property,
  value: generate(value).trim(),
  important: important !== false,
});
