import type { MagicString } from 'magic-string';
import type { Element } from './elements.ts';
import { escapeAttribute, type Page } from './page.ts';

/** Sets an attribute in the source: in place with the quotes it has, or as the tag's first attribute. */
export const setAttribute = (source: MagicString, page: Page, element: Element, name: string, value: string): void => {
  const tag = element.sourceCodeLocation;
  if (!tag) return;
  const place = tag.attrs?.[name];
  const written = escapeAttribute(page, value);
  if (place === undefined) {
    source.appendLeft(tag.startOffset + 1 + element.tagName.length, ` ${name}="${written}"`);
    return;
  }
  const old = page.text.slice(place.startOffset, place.endOffset);
  const quote = old.endsWith("'") ? "'" : '"';
  const key = /^[^\s=]+/.exec(old)?.[0] ?? name;
  const content = quote === "'" ? written.replace(/'/g, '&#39;') : written;
  source.overwrite(place.startOffset, place.endOffset, `${key}=${quote}${content}${quote}`);
};

/** Removes an attribute together with the white space before it. */
export const removeAttribute = (source: MagicString, page: Page, element: Element, name: string): void => {
  const place = element.sourceCodeLocation?.attrs?.[name];
  if (place === undefined) return;
  const before = /\s*$/.exec(page.text.slice(0, place.startOffset))?.[0].length ?? 0;
  source.remove(place.startOffset - before, place.endOffset);
};
