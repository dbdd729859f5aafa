import type { MagicString } from 'magic-string';
import { childElements, isHtml, type Element } from './elements.ts';
import { lineStart, newline } from './head.ts';
import type { Page } from './page.ts';

/** Adds markup as the last content of an element; in a body before the scripts that end it. */
export const insertAtEnd = (source: MagicString, page: Page, parent: Element, markup: string): void => {
  const last = childElements(parent).findLast(
    (child) => child.sourceCodeLocation && !isHtml(child, 'script', 'style', 'template', 'link'),
  );
  const place = last?.sourceCodeLocation;
  if (place) {
    source.appendLeft(contentEnd(page, place), `${lineStart(page, place.startOffset)}${markup}`);
    return;
  }
  const own = parent.sourceCodeLocation;
  const at = own?.startTag?.endOffset ?? own?.endOffset ?? page.text.length;
  source.appendLeft(at, `${newline(page)}${markup}${newline(page)}`);
};

/** Removes an element with the comment that announces it and the white space before both. */
export const cutElement = (source: MagicString, page: Page, element: Element): void => {
  const place = element.sourceCodeLocation;
  if (!place) return;
  const before = /(?:\s*<!--(?:(?!-->)[\s\S])*-->)?\s*$/.exec(page.text.slice(0, place.startOffset))?.[0].length ?? 0;
  source.remove(
    place.startOffset - before,
    place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length,
  );
};

/** Adds markup on a line of its own right before an element. */
export const insertBefore = (source: MagicString, page: Page, element: Element, markup: string): void => {
  const place = element.sourceCodeLocation;
  if (place) source.appendLeft(place.startOffset, `${markup}${lineStart(page, place.startOffset)}`);
};

/** Adds markup on a line of its own right after an element. */
export const insertAfter = (source: MagicString, page: Page, element: Element, markup: string): void => {
  const place = element.sourceCodeLocation;
  if (place) source.appendLeft(contentEnd(page, place), `${lineStart(page, place.startOffset)}${markup}`);
};

// An element whose end tag is left out reaches up to the next tag; what is added belongs before that white space.
const contentEnd = (page: Page, { startOffset, endOffset }: { startOffset: number; endOffset: number }): number =>
  startOffset + page.text.slice(startOffset, endOffset).trimEnd().length;
