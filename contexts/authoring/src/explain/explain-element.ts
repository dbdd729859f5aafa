import type { FileTree } from '@pagewright/kernel/file-tree';
import { attribute, descendants, type Element, isText, isUnread, type ParentNode } from '../html/elements.ts';
import { openPage, type Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { linkedFile } from '../site/links.ts';
import { locatedRules } from './located-rules.ts';
import { pageStyles } from './page-styles.ts';
import { selects } from './selecting.ts';

/** UTF-16 units of a decoded file. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** Something that makes an element what it is, and where that is written. */
export interface ElementPart {
  readonly what: 'markup' | 'text' | 'rule' | 'image' | 'script';
  readonly title: string;
  readonly path: string;
  /** In order; null for a whole file. */
  readonly ranges: readonly SourceRange[] | null;
  /** Of the first range, from 1; null for a whole file. */
  readonly line: number | null;
  /** The beginning of the source, for showing; empty for a whole file. */
  readonly excerpt: string;
  readonly conditions: readonly string[];
}

export interface ExplainedElement {
  readonly tag: string;
  /** Markup, text, image, then rules, the last that the page brings first: among equals it has the last word. */
  readonly parts: readonly ElementPart[];
}

const mostRules = 100;
const longestExcerpt = 300;

/** What makes the element at a place of a page what it is; undefined when no element of the source is there. */
export const explainElement = (
  tree: FileTree,
  { path, start, end }: SourceRange & { readonly path: string },
): ExplainedElement | undefined => {
  const bytes = tree.get(path);
  const page = bytes && openPage(path, bytes);
  const element = page && elementAt(page, start, end);
  if (!page || !element) return undefined;
  const parts = [markupOf(page, element), textOf(page, element), ...imagesOf(tree, page, element)];
  return {
    tag: element.tagName,
    parts: [...parts.filter((part) => part !== undefined), ...rulesFor(tree, page, element)],
  };
};

/** The line of a script that made an element; undefined when the site has no such line. */
export const explainScript = (tree: FileTree, path: string, line: number): ElementPart | undefined => {
  const bytes = tree.get(path);
  const text = bytes && readText(bytes)?.text;
  if (text === undefined) return undefined;
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  const next = text.indexOf('\n', start);
  const range = { start, end: next < 0 ? text.length : next };
  return { what: 'script', title: path, path, ranges: [range], ...said(text, [range]) };
};

/** The element of exactly this place, else the smallest around it. */
const elementAt = (page: Page, start: number, end: number): Element | undefined => {
  let found: Element | undefined;
  for (const element of descendants(page.document)) {
    const place = element.sourceCodeLocation;
    if (place && place.startOffset <= start && place.endOffset >= end) found = element;
  }
  return found;
};

const markupOf = (page: Page, element: Element): ElementPart | undefined => {
  const place = element.sourceCodeLocation;
  if (!place) return undefined;
  const [first, last] = [place.startTag ?? place, place.endTag];
  const ranges = [first, ...(last ? [last] : [])].map(({ startOffset, endOffset }) => ({
    start: startOffset,
    end: endOffset,
  }));
  const title = `<${element.tagName}>`;
  return { what: 'markup', title, path: page.path, ranges, ...said(page.text, ranges.slice(0, 1)) };
};

const textOf = (page: Page, element: Element): ElementPart | undefined => {
  const ranges = [...words(element)];
  if (ranges.length === 0) return undefined;
  return { what: 'text', title: 'Text', path: page.path, ranges, ...said(page.text, ranges) };
};

function* words(node: ParentNode): Generator<SourceRange> {
  for (const child of node.childNodes) {
    const place = child.sourceCodeLocation;
    if (isText(child) && place && child.value.trim() !== '') yield { start: place.startOffset, end: place.endOffset };
    else if ('childNodes' in child && !isUnread(child)) yield* words(child);
  }
}

const imagesOf = (tree: FileTree, page: Page, element: Element): ElementPart[] => {
  const sets = (attribute(element, 'srcset') ?? '').split(',').map((one) => one.trim().split(/\s+/)[0] ?? '');
  const own = ['src', 'poster'].map((name) => attribute(element, name) ?? '');
  const isPicture = ['img', 'source', 'video', 'input'].includes(element.tagName);
  const hrefs = isPicture ? [...own, ...sets].filter((href) => href !== '') : [];
  const paths = new Set(hrefs.flatMap((href) => linkedFile(tree, page, href) ?? []));
  return [...paths].map((path) => ({
    what: 'image',
    title: path,
    path,
    ranges: null,
    line: null,
    excerpt: '',
    conditions: [],
  }));
};

const rulesFor = (tree: FileTree, page: Page, element: Element): ElementPart[] =>
  pageStyles(tree, page)
    .flatMap(({ path, text, css, offset }) =>
      locatedRules(css)
        .filter(({ selectors }) => selectors.some((selector) => selects(selector, element)))
        .map(({ title, start, end, conditions }): ElementPart => {
          const ranges = [{ start: start + offset, end: end + offset }];
          return { ...said(text, ranges), what: 'rule', title, path, ranges, conditions };
        }),
    )
    .toReversed()
    .slice(0, mostRules);

const said = (text: string, ranges: readonly SourceRange[]): Pick<ElementPart, 'line' | 'excerpt' | 'conditions'> => {
  const whole = ranges.map(({ start, end }) => text.slice(start, end).trim()).join(' ');
  const line = 1 + (text.slice(0, ranges[0]?.start).match(/\n/g)?.length ?? 0);
  return { line, excerpt: whole.slice(0, longestExcerpt).toWellFormed(), conditions: [] };
};
