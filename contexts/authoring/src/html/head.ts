import type { MagicString } from 'magic-string';
import { childElements, isHtml, type Element } from './elements.ts';
import { escapeText, titleElement, type Page } from './page.ts';

/** Writes the document's title: in its element, or in a new one if the page has none. */
export const writeTitle = (source: MagicString, page: Page, title: string): void => {
  const place = titleElement(page)?.sourceCodeLocation;
  const written = escapeText(page, title);
  if (!place?.startTag || !place.endTag) return insertIntoHead(source, page, `<title>${written}</title>`);
  const [from, to] = [place.startTag.endOffset, place.endTag.startOffset];
  if (from === to) source.appendLeft(from, written);
  else source.overwrite(from, to, written);
};

/** Adds a line at the end of the head, indented as the line before; also where the source leaves the head's tags out. */
export const insertIntoHead = (source: MagicString, page: Page, markup: string, after?: Element): void => {
  const last = after ?? childElements(page.head).findLast((child) => child.sourceCodeLocation);
  const place = last?.sourceCodeLocation;
  if (place) {
    source.appendLeft(place.endOffset, `${lineStart(page, place.startOffset)}${markup}`);
    return;
  }
  source.appendLeft(headStart(page), `${newline(page)}${markup}`);
};

/** The line break of the page's own kind with the white space that the line at `offset` begins with. */
export const lineStart = (page: Page, offset: number): string => {
  const line = page.text.slice(0, offset).split('\n').at(-1) ?? '';
  return `${newline(page)}${/^[ \t]*/.exec(line)?.[0] ?? ''}`;
};

export const newline = (page: Page): string => (page.text.includes('\r\n') ? '\r\n' : '\n');

/** Where the content of the head begins, also where the source leaves the head's tags out. */
export const headStart = (page: Page): number => {
  const head = page.head.sourceCodeLocation?.startTag;
  if (head) return head.endOffset;
  const root = page.head.parentNode;
  const html = root && isHtml(root, 'html') ? root.sourceCodeLocation?.startTag : undefined;
  if (html) return html.endOffset;
  const doctype = page.document.childNodes.find((node) => node.nodeName === '#documentType');
  return doctype?.sourceCodeLocation?.endOffset ?? (page.text.startsWith('\uFEFF') ? 1 : 0);
};
