import type { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, isHtml, isInside, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { hrefTo, linkedFile } from '../site/links.ts';
import type { Site } from '../site/site.ts';

const inStyle = /url\(\s*(?<quote>["']?)(?<address>[^"')]+)\k<quote>\s*\)/i;

/** An element that shows a picture: an image, or one with a picture of its own behind it. */
export const showsPicture = (element: Element): boolean =>
  (isHtml(element, 'img') && !isInside(element, (outer) => isHtml(outer, 'picture'))) || behind(element) !== undefined;

/** The address of what it shows, as it stands on the page. */
export const pictureOf = (element: Element): string | undefined =>
  isHtml(element, 'img') ? attribute(element, 'src') : behind(element);

/** Shows another picture; a set of sizes that belonged to the old one goes. */
export const showPicture = (source: MagicString, page: Page, element: Element, address: string): void => {
  if (isHtml(element, 'img')) {
    setAttribute(source, page, element, 'src', address);
    removeAttribute(source, page, element, 'srcset');
    removeAttribute(source, page, element, 'sizes');
    return;
  }
  const style = attribute(element, 'style') ?? '';
  setAttribute(
    source,
    page,
    element,
    'style',
    style.replace(inStyle, (_, quote: string) => `url(${quote}${address}${quote})`),
  );
};

/** The address by which a page shows a file of the site; a page that counts from the root goes on so. */
export const addressOf = (page: Page, element: Element, path: string): string =>
  (pictureOf(element) ?? '').startsWith('/') ? `/${encodeURI(path)}` : hrefTo(page, path);

export const fileOf = (site: Site, page: Page, element: Element): string | undefined => {
  const address = pictureOf(element);
  return address === undefined ? undefined : linkedFile(site.tree, page, address);
};

const behind = (element: Element): string | undefined =>
  inStyle.exec(attribute(element, 'style') ?? '')?.groups?.['address'];
