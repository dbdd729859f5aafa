import type { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, childElements, findAll, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { lineStart, newline, writeTitle } from '../html/head.ts';
import { cutElement } from '../html/insert.ts';
import { escapeText, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { contains, contentRegion, type ContentRegion } from './content-region.ts';
import { isNavigation, mainHeading } from './landmarks.ts';
import { hrefTo } from './links.ts';

export interface PageContent {
  readonly title: string;
  readonly heading: string;
  readonly paragraph: string;
}

/** Turns the source of a page into one with other content in the same layout; it must stand in the same folder. */
export const writeNewPage = (source: MagicString, model: Page, content: PageContent): void => {
  const heading = mainHeading(model);
  const region = contentRegion(model, heading);
  const inRegion = heading !== undefined && region.blocks.some((block) => contains(block, heading));
  writeTitle(source, model, content.title);
  dropPageFacts(source, model, content.paragraph);
  redirectFragments(source, model, region);
  const markup = [`<p>${escapeText(model, content.paragraph)}</p>`];
  if (heading === undefined || inRegion) markup.unshift(headingMarkup(model, heading, content.heading));
  else rewriteBanner(source, model, heading, content.heading);
  replaceRegion(source, model, region, markup);
};

const headingMarkup = (model: Page, heading: Element | undefined, words: string): string => {
  const named = heading && /^h[1-6]$/.test(heading.tagName) ? attribute(heading, 'class') : undefined;
  const classes = named === undefined ? '' : ` class="${named.replace(/"/g, '&quot;')}"`;
  return `<h1${classes}>${escapeText(model, words)}</h1>`;
};

// The banner's other words and its buttons speak of the page it was taken from.
const rewriteBanner = (source: MagicString, model: Page, heading: Element, words: string): void => {
  const group = [...lineage(heading)].find((element) => textRuns(model, element).length > 1);
  const own = group && childElements(group).find((child) => contains(child, heading));
  if (group !== undefined && own !== undefined && !isHtml(group, 'body')) {
    for (const other of childElements(group))
      if (other !== own && textOf(other) !== '' && !isInside(other, isNavigation) && !isNavigation(other))
        cutElement(source, model, other);
  }
  rewriteElement(source, model, heading, words);
};

function* lineage(element: Element): Generator<Element> {
  for (let at = element.parentNode; at !== null && isHtml(at); at = at.parentNode) yield at;
}

const replaceRegion = (
  source: MagicString,
  model: Page,
  { blocks, wrapper, layout }: ContentRegion,
  markup: readonly string[],
): void => {
  const [keep] = layout;
  const inner = wrapper?.sourceCodeLocation;
  if (keep !== undefined && inner?.startTag && inner.endTag) {
    const [from, to] = [inner.startTag.endOffset, inner.endTag.startOffset];
    const outside = lineStart(model, inner.startOffset);
    const text = `${markup.map((line) => `${outside}    ${line}`).join('')}${outside}`;
    if (from === to) source.appendLeft(from, text);
    else source.overwrite(from, to, text);
    for (const element of layout) removeAttribute(source, model, element, 'id');
    for (const block of blocks) if (block !== keep) cutElement(source, model, block);
    if (blocks.length > 1) cutAnnouncement(source, model, keep);
    return;
  }
  const [first, ...others] = blocks;
  const place = first?.sourceCodeLocation;
  if (place) source.overwrite(place.startOffset, place.endOffset, markup.join(lineStart(model, place.startOffset)));
  else source.appendLeft(bodyStart(model), markup.map((line) => `${newline(model)}${line}`).join(''));
  for (const block of others) cutElement(source, model, block);
};

const bodyStart = (model: Page): number => {
  const [first] = childElements(model.body);
  return (
    model.body.sourceCodeLocation?.startTag?.endOffset ?? first?.sourceCodeLocation?.startOffset ?? model.text.length
  );
};

const cutAnnouncement = (source: MagicString, page: Page, element: Element): void => {
  const start = element.sourceCodeLocation?.startOffset ?? 0;
  const comment = /\s*<!--(?:(?!-->)[\s\S])*-->(?=\s*$)/.exec(page.text.slice(0, start));
  if (comment) source.remove(comment.index, comment.index + comment[0].length);
};

// What the head says about the old page in particular would be wrong about the new one.
const dropPageFacts = (source: MagicString, model: Page, summary: string): void => {
  for (const element of childElements(model.head)) {
    const name = attribute(element, 'name') ?? attribute(element, 'property') ?? '';
    if (isHtml(element, 'link') && attribute(element, 'rel') === 'canonical') cutElement(source, model, element);
    else if (isHtml(element, 'meta') && /^(?:og|twitter|article):/i.test(name)) cutElement(source, model, element);
    else if (
      isHtml(element, 'meta') &&
      name.toLowerCase() === 'description' &&
      (attribute(element, 'content') ?? '') !== ''
    )
      setAttribute(source, model, element, 'content', summary);
  }
};

// "#team" in the shared menu meant a part of the old page: there it still leads.
const redirectFragments = (source: MagicString, model: Page, { blocks }: ContentRegion): void => {
  const home = hrefTo(model, model.path);
  for (const link of findAll(model.body, (element) => isHtml(element, 'a'))) {
    const href = attribute(link, 'href') ?? '';
    const kept = !blocks.some((block) => contains(block, link));
    if (
      kept &&
      /^#[\w-]/.test(href) &&
      (isInside(link, isNavigation) || isInside(link, (element) => isHtml(element, 'header', 'footer')))
    ) {
      setAttribute(source, model, link, 'href', `${home}${href}`);
    }
  }
};
