import {
  attribute,
  ancestors,
  find,
  findAll,
  isHidden,
  isHtml,
  isInside,
  nameWords,
  textOf,
  type Element,
} from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';

const headingNames = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const headingWords = new Set(['heading', 'headline', 'title']);
const lesserWords = new Set([
  'sub',
  'subheading',
  'subtitle',
  'section',
  'card',
  'caption',
  'modal',
  'brand',
  'nav',
  'icon',
]);

export const isNavigation = (element: Element): boolean =>
  isHtml(element, 'nav') || attribute(element, 'role') === 'navigation';

export const isFooter = (element: Element): boolean =>
  isHtml(element, 'footer') || attribute(element, 'role') === 'contentinfo' || namesFooter(element);

/** Headings with words in them, in document order, leaving out those of hidden dialogs. */
export const headingsOf = (page: Page): Element[] =>
  findAll(page.body, (element) => isHtml(element, ...headingNames) && textOf(element) !== '' && !isHidden(element));

/** Whether one of its headings says just these words. */
export const isHeaded = (page: Page, words: string): boolean => headingsOf(page).some((one) => textOf(one) === words);

/**
 * What a reader takes for the page's title: its first h1; without one, the first element of the opening part that is
 * named as a heading; without that, the first heading of any level.
 */
export const mainHeading = (page: Page): Element | undefined => {
  const headings = headingsOf(page).filter((heading) => !isInside(heading, isNavigation));
  const first = headings.find((heading) => heading.tagName === 'h1');
  return first ?? namedHeading(page, headings[0]) ?? headings.find((heading) => !isInside(heading, isFooter));
};

/** The words that stand under the main heading, as a subtitle does: the run after it in the same part of the page. */
export const subheading = (page: Page): Element | undefined => {
  const main = mainHeading(page);
  if (main === undefined) return undefined;
  const group = [...ancestors(main)].find((element) => textRuns(page, element).length > 1);
  if (group === undefined || group === page.body) return undefined;
  const blocks = textRuns(page, group).filter(
    (run) => !isAction(run.block) && !isAction(wholeElement(run) ?? run.block),
  );
  const at = blocks.findIndex(({ block }) => block === main);
  const next = blocks[at + 1] ?? blocks[at - 1];
  if (next === undefined) return undefined;
  return next.block === group ? wholeElement(next) : next.block;
};

/** The link or words that carry the site's name in the head of the page. */
export const brandOf = (page: Page): Element | undefined => {
  const named = find(
    page.body,
    (element) => nameWords(element).includes('brand') && textOf(element) !== '' && !isInside(element, isFooter),
  );
  if (named !== undefined) return named;
  const logo = (element: Element): boolean => nameWords(element).some((word) => word === 'logo' || word === 'sitename');
  return find(page.body, (element) => logo(element) && textOf(element) !== '' && !isInside(element, isFooter));
};

const copyrightMark = /©|\(c\)|copyright|all rights reserved/i;

export const footerOf = (page: Page): Element | undefined => {
  const footers = findAll(page.body, (element) => isFooter(element) && !isInside(element, isFooter));
  return (
    footers.findLast((footer) => !isInside(footer, (around) => isHtml(around, 'article', 'section', 'blockquote'))) ??
    footers.at(-1)
  );
};

/** The footer's own sentence: its copyright line, else its longest words that are no link. */
export const footerText = (page: Page): TextRun | undefined => {
  const marked = textRuns(page, page.body).findLast((run) => copyrightMark.test(run.text) && run.text.length < 400);
  if (marked !== undefined) return marked;
  const footer = footerOf(page);
  if (footer === undefined) return undefined;
  const plain = textRuns(page, footer).filter(
    (run) => !run.inlines.some(({ element, start, end }) => element.tagName === 'a' && end - start === run.text.length),
  );
  return plain.toSorted((a, b) => b.text.length - a.text.length)[0];
};

const wholeElement = ({ inlines, text }: TextRun): Element | undefined =>
  inlines.find(({ start, end }) => start === 0 && end === text.length)?.element;

const isAction = (element: Element): boolean =>
  isHtml(element, 'button', 'nav', 'form') || nameWords(element).some((word) => word === 'btn' || word === 'button');

const namesFooter = (element: Element): boolean =>
  isHtml(element, 'div', 'section') && nameWords(element)[0] === 'footer';

const namedHeading = (page: Page, before: Element | undefined): Element | undefined => {
  const limit = before?.sourceCodeLocation?.startOffset ?? Number.POSITIVE_INFINITY;
  return find(page.body, (element) => {
    if ((element.sourceCodeLocation?.startOffset ?? limit) >= limit) return false;
    const words = nameWords(element);
    if (!words.some((word) => headingWords.has(word)) || words.some((word) => lesserWords.has(word))) return false;
    return textOf(element) !== '' && !isHidden(element) && !isInside(element, isNavigation);
  });
};
