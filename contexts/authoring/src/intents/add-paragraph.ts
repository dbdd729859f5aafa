import { ancestors, attribute, find, findAll, isHidden, isHtml, isInside, type Element } from '../html/elements.ts';
import { insertAfter, insertAtEnd, insertBefore } from '../html/insert.ts';
import { lineStart } from '../html/head.ts';
import { editPage, escapeText, type Page } from '../html/page.ts';
import { contentRegion } from '../site/content-region.ts';
import { findText } from '../site/find-text.ts';
import { isFooter, isHeaded, isNavigation, mainHeading } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { quoted, soleQuote } from '../understanding/quotes.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import type { AddParagraph, Capability, Performance } from './intent.ts';
import { noPage, pagesInScope } from './pages-in-scope.ts';

const start = '^(?:add|insert|write|put|create|append)\\s+(?:(?:a|an|the|another|one|some)\\s+)?(?:new\\s+|short\\s+)?';
const says =
  '(?:\\s*(?:saying|that says|which says|that reads|reading|with(?: the)? (?:text|words|content)|called|named|titled|:|of))?';
const headed = new RegExp(
  `${start}(?:section|heading|headline|part|block)${says}\\s*(?<heading>${quoted})(?<rest>.*)$`,
  'i',
);
const plainText = new RegExp(
  `${start}(?:paragraph|text|sentence|line|words|note|message)${says}\\s*(?<text>${quoted})(?<rest>.*)$`,
  'i',
);
/** The place stands before the words: `a paragraph under "Our promise": "…"`. */
const placedFirst = new RegExp(
  `${start}(?:paragraph|text|sentence|line|words|note|message)\\s+(?<rest>(?:right\\s+|directly\\s+)?(?:below|under|underneath|beneath|after|above|before)\\s+.*?${quoted})[\\s,:–-]+(?:saying|that says|which says|that reads|reading|with(?: the)? (?:text|words|content))?\\s*:?\\s*(?<text>${quoted})\\s*[.!]?$`,
  'i',
);
// Without quotation marks everything after "saying" is meant.
const unquoted = new RegExp(
  `${start}(?:paragraph|sentence|line|note|message)\\s+(?:saying|that says|which says|that reads|reading|:)\\s+(?<text>[^"“”]+?)\\s*$`,
  'i',
);
const bare = new RegExp(`${start}(?<text>${quoted})(?<rest>\\s+(?:below|under|after|above|before|beneath).*)$`, 'i');
const textIn = new RegExp(`\\b(?:text|saying|says|content|paragraph|words)\\b\\D{0,12}?(?<text>${quoted})`, 'i');
const besideIn = new RegExp(
  `\\b(?<side>below|under|underneath|beneath|after|above|before)\\s+(?:the\\s+)?(?:[a-z]+\\s+)?(?<text>${quoted})`,
  'i',
);

export const addParagraph: Capability<AddParagraph> = {
  topics: ['add', 'paragraph', 'text', 'section', 'sentence', 'write', 'more', 'content'],

  examples: (site) => (site.home ? ['Add a paragraph saying "We are open on Sundays."'] : []),

  recognise: (wish, site) => {
    if (isThere(wish, site)) return [];
    const match = (
      headed.exec(wish.rest) ??
      plainText.exec(wish.rest) ??
      placedFirst.exec(wish.rest) ??
      bare.exec(wish.rest) ??
      (wish.quotes.length === 0 ? unquoted.exec(wish.rest) : null)
    )?.groups;
    if (match === undefined) return [];
    const value = (piece: string | undefined): string | undefined =>
      piece === undefined ? undefined : valueText(wish, piece);
    const rest = match['rest'] ?? '';
    const place = besideIn.exec(rest)?.groups;
    const paragraph = value(match['text']) ?? value(textIn.exec(rest.replace(besideIn, ''))?.groups?.['text']);
    const side = /above|before/i.test(place?.['side'] ?? '') ? 'before' : 'after';
    const beside = place === undefined ? undefined : ({ side, text: value(place['text']) ?? '' } as const);
    return [
      {
        intent: { type: 'add-paragraph', scope: wish.scope, heading: value(match['heading']), paragraph, beside },
        score: 0.9,
      },
    ];
  },

  apply: (site, intent) => {
    const pages = pagesInScope(site, intent.scope, intent.beside === undefined ? 'home' : 'all');
    if (pages.length === 0) return noPage(site, intent.scope);
    const words = intent.paragraph ?? intent.heading ?? '';
    if (words === '') return { type: 'unable', reason: 'Tell me the words to add, in quotation marks.' };
    return intent.beside === undefined ? addAtEnd(pages, intent) : addBeside(pages, intent, intent.beside);
  },
};

/** "Put the section "A" before "B"": what is there already is put somewhere and not made. */
const isThere = ({ rest, quotes }: Wish, site: Site): boolean => {
  const said = /^put\s+(?:the|our|my)\s/i.test(rest)
    ? soleQuote(new RegExp(quoted).exec(rest)?.[0] ?? '', quotes)
    : undefined;
  return said !== undefined && site.pages.some((page) => isHeaded(page, said));
};

const addBeside = (
  pages: readonly Page[],
  intent: AddParagraph,
  beside: NonNullable<AddParagraph['beside']>,
): Performance => {
  const [hit] = findText(pages, beside.text, ({ role }) => role !== 'menu');
  if (hit === undefined)
    return { type: 'unable', reason: `I can't find the text "${beside.text}" to put it ${beside.side}.` };
  const { page, run } = hit;
  const anchor = outermostLink(run.block) ?? run.block;
  const bytes = editPage(page, (source) => {
    const insert = beside.side === 'after' ? insertAfter : insertBefore;
    insert(source, page, anchor, markup(page, intent, anchor));
  });
  return done(page, bytes, intent, `${beside.side} "${beside.text}"`);
};

const addAtEnd = (pages: readonly Page[], intent: AddParagraph): Performance => {
  const [page] = pages;
  if (page === undefined) return { type: 'unable', reason: 'There is no page to add it to.' };
  const { blocks, wrapper } = contentRegion(page, mainHeading(page));
  const shared = (element: Element): boolean =>
    isFooter(element) || isNavigation(element) || isHtml(element, 'form', 'header');
  const paragraphs = blocks
    .flatMap((block) => (isHtml(block, 'p') ? [block] : findAll(block, (element) => isHtml(element, 'p'))))
    .filter((element) => !isInside(element, shared) && !isHidden(element));
  const last = paragraphs.findLast((element) => attribute(element, 'class') === undefined) ?? paragraphs.at(-1);
  const bytes = editPage(page, (source) => {
    if (last !== undefined) insertAfter(source, page, last, markup(page, intent, last));
    else insertAtEnd(source, page, wrapper ?? page.body, markup(page, intent, wrapper ?? page.body));
  });
  return done(page, bytes, intent, 'at the end of the content');
};

const done = (page: Page, bytes: Uint8Array, { heading, paragraph }: AddParagraph, where: string): Performance => {
  const words = [heading, paragraph]
    .filter((one) => one !== undefined)
    .map((one) => `"${one}"`)
    .join(' with ');
  const detail = `Added to ${page.path}: ${words}, ${where}`;
  return { type: 'done', changes: [{ path: page.path, bytes, detail }], summary: `${detail}.` };
};

const markup = (page: Page, { heading, paragraph }: AddParagraph, anchor: Element): string => {
  const parts: string[] = [];
  if (heading !== undefined)
    parts.push(`<h2${classOf(find(page.body, (element) => isHtml(element, 'h2')))}>${escapeText(page, heading)}</h2>`);
  if (paragraph !== undefined)
    parts.push(`<p${isHtml(anchor, 'p') ? classOf(anchor) : ''}>${escapeText(page, paragraph)}</p>`);
  return parts.join(lineStart(page, anchor.sourceCodeLocation?.startOffset ?? 0));
};

const classOf = (element: Element | undefined): string => {
  const classes = element && attribute(element, 'class');
  return classes === undefined ? '' : ` class="${classes.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"`;
};

// A block inside a link would make what is added beside it part of the link.
const outermostLink = (element: Element): Element | undefined =>
  [...ancestors(element)].findLast((around) => isHtml(around, 'a'));
