import { MagicString } from 'magic-string';
import type { Element } from '../html/elements.ts';
import { isElement } from '../html/elements.ts';
import { headStart } from '../html/head.ts';
import { openPage, type Page } from '../html/page.ts';
import { writeText } from '../html/source-text.ts';

/** The attribute that says where an element lies in its file: `<start>-<end>` in UTF-16 code units of the decoded text. */
export const MARK = 'data-pw';

export interface MarkedPage {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Markup put first into the head, before any script of the page. */
  readonly first: string;
}

/**
 * The page with every element of its body marked with its place in the source, and some markup before all else in its
 * head; every other byte stays. Undefined for a file that is no page.
 */
export const markPage = ({ path, bytes, first }: MarkedPage): Uint8Array | undefined => {
  const page = openPage(path, bytes);
  if (page === undefined) return undefined;
  const source = new MagicString(page.text);
  for (const { element, at, end } of markedElements(page)) {
    source.appendLeft(at + 1 + element.tagName.length, ` ${MARK}="${at}-${end}"`);
  }
  source.appendLeft(headStart(page), first);
  return writeText({ text: source.toString(), encoding: page.encoding });
};

/** The element of a page whose mark says `start` and `end`. */
export const elementAt = (page: Page, start: number, end: number): Element | undefined =>
  markedElements(page).find(({ at, end: last }) => at === start && last === end)?.element;

/** The element of a page whose tag begins at `start`. */
export const elementStarting = (page: Page, start: number): Element | undefined =>
  markedElements(page).find(({ at }) => at === start)?.element;

interface Marked {
  readonly element: Element;
  readonly at: number;
  readonly end: number;
}

/** In document order; a formatting element that the parser made twice of one tag counts once. */
const markedElements = (page: Page): readonly Marked[] => {
  const known = remembered.get(page);
  if (known) return known;
  const marked = new Map<number, Marked>();
  const open: Element[] = [page.body];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const place = element.sourceCodeLocation;
    if (place?.startTag && !marked.has(place.startTag.startOffset)) {
      marked.set(place.startTag.startOffset, { element, at: place.startTag.startOffset, end: place.endOffset });
    }
    open.push(...element.childNodes.filter(isElement).toReversed());
  }
  const list = [...marked.values()];
  remembered.set(page, list);
  return list;
};

const remembered = new WeakMap<Page, readonly Marked[]>();
