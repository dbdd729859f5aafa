import { MagicString } from 'magic-string';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { attribute, childElements, find, isHtml, type Element } from './elements.ts';
import { readText, writeText, type Encoding } from './source-text.ts';

/** A parsed HTML file. Every node knows where it lies in `text`; edits are made there, never by serialising the tree. */
export interface Page {
  readonly path: string;
  readonly text: string;
  readonly encoding: Encoding;
  readonly document: Tree.Document;
  readonly head: Element;
  readonly body: Element;
  /** Whether new text must be written in ASCII: the bytes are not UTF-8, or nothing tells a browser that they are. */
  readonly asciiOnly: boolean;
}

/** Parses a file; undefined if its bytes are no text or hold no document a person could read (a frameset). */
export const openPage = (path: string, bytes: Uint8Array): Page | undefined => {
  const source = readText(bytes);
  if (source === undefined) return undefined;
  const document = parse(source.text, { sourceCodeLocationInfo: true });
  const root = document.childNodes.find((node) => isHtml(node, 'html'));
  if (root === undefined || !isHtml(root)) return undefined;
  const head = childElements(root).find((child) => isHtml(child, 'head'));
  const body = childElements(root).find((child) => isHtml(child, 'body'));
  if (head === undefined || body === undefined) return undefined;
  return {
    path,
    ...source,
    document,
    head,
    body,
    asciiOnly: source.encoding !== 'utf-8' || !saysUtf8(source.text, head),
  };
};

/** Runs edits over a page's source and gives its new bytes; what no edit names stays as it is, to the byte. */
export const editPage = (page: Page, edit: (source: MagicString) => void): Uint8Array => {
  const source = new MagicString(page.text);
  edit(source);
  return writeText({ text: source.toString(), encoding: page.encoding });
};

/** The document's own title element; one inside an SVG is not it. */
export const titleElement = (page: Page): Element | undefined =>
  childElements(page.head).find((child) => isHtml(child, 'title'));

/** Text for element content. Ampersands and angle brackets always, other characters only if the page needs ASCII. */
export const escapeText = (page: Page, text: string): string =>
  toAscii(page, text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'));

export const escapeAttribute = (page: Page, value: string): string =>
  toAscii(page, value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;'));

/** The source between an element's first and last character, tags included. */
export const sourceOf = (page: Page, element: Element): string => {
  const place = element.sourceCodeLocation;
  return place ? page.text.slice(place.startOffset, place.endOffset) : '';
};

const toAscii = (page: Page, text: string): string =>
  page.asciiOnly ? text.replace(/\P{ASCII}/gu, (character) => `&#${character.codePointAt(0) ?? 0};`) : text;

const saysUtf8 = (text: string, head: Element): boolean => {
  if (text.startsWith('\uFEFF')) return true;
  return (
    find(head, (element) => {
      if (!isHtml(element, 'meta')) return false;
      const said = `${attribute(element, 'charset') ?? ''} ${attribute(element, 'content') ?? ''}`;
      return /(?:^|charset=)\s*utf-?8\b/i.test(said.trim());
    }) !== undefined
  );
};
