import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { escapeText, type Page } from '../html/page.ts';
import { rewriteElement, rewriteRange } from '../html/rewrite-text.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { hrefTo } from '../site/links.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { isDate, type NewItem } from './new-item.ts';

export const isActive = (element: Element): boolean =>
  [element, ...descendants(element)].some(
    (one) =>
      /(?:^|\s)(?:active|current|selected)(?:\s|$)/.test(attribute(one, 'class') ?? '') ||
      attribute(one, 'aria-current') !== undefined ||
      attribute(one, 'selected') !== undefined,
  );

/** A neighbour's markup with the new words: its heading or link says the label, its text the description. */
export const copyOf = (site: Site, page: Page, pattern: Element, fresh: NewItem): string => {
  const scratch = new MagicString(page.text);
  const place = pattern.sourceCodeLocation;
  if (!place) return `<li>${escapeText(page, fresh.label)}</li>`;
  const link = [pattern, ...descendants(pattern)].find((one) => isHtml(one, 'a'));
  sayAnew(scratch, page, pattern, fresh);
  if (link !== undefined) setAttribute(scratch, page, link, 'href', hrefOf(site, page, fresh.href));
  for (const one of [pattern, ...descendants(pattern)]) {
    if (attribute(one, 'id') !== undefined) removeAttribute(scratch, page, one, 'id');
    if (isHtml(one, 'option') && attribute(one, 'value') !== undefined)
      setAttribute(scratch, page, one, 'value', fresh.label);
  }
  return scratch.slice(place.startOffset, place.endOffset).trimEnd();
};

const hrefOf = (site: Site, page: Page, href: string | undefined): string => {
  if (href === undefined) return '#';
  const named = pageCalled(href, site);
  return named === undefined ? href : hrefTo(page, named.path);
};

/** Each of the pattern's texts says what of the new one it is for; what is for nothing goes. */
const sayAnew = (scratch: MagicString, page: Page, pattern: Element, item: NewItem): void => {
  const runs = textRuns(page, pattern);
  const values = valuesFor(runs, pattern, item);
  for (const run of runs) {
    const value = values.get(run) ?? '';
    const name = run.inlines.find(({ element }) => isHtml(element, 'a', 'b', 'strong', 'span'));
    const main = run === nameRun(runs, pattern);
    const leads = main && name !== undefined && name.start === 0 && isLinked(name.element, item);
    const after = main && item.after !== undefined ? ` ${item.after}` : '';
    if (leads && value === item.label) {
      rewriteElement(scratch, page, name.element, item.label);
      const end = name.element.sourceCodeLocation?.endOffset;
      if (name.end < run.text.length)
        rewriteRange(scratch, page, { run, start: name.end, end: run.text.length }, after);
      else if (end !== undefined) scratch.appendLeft(end, escapeText(page, after));
    } else rewriteRange(scratch, page, { run, start: 0, end: run.text.length }, `${value}${after}`);
  }
};

const isLinked = (element: Element, { href, after }: NewItem): boolean =>
  !isHtml(element, 'a') || href !== undefined || after !== undefined;

/** The text that says what the item is called: its heading, else its link, else its first words. */
const nameRun = (runs: readonly TextRun[], pattern: Element): TextRun | undefined => {
  const headings = [...descendants(pattern)].filter((one) => kindsOf(one).has('heading') && textOf(one) !== '');
  const heading = headings.find((one) => !isDate(textOf(one))) ?? headings[0];
  const link = [pattern, ...descendants(pattern)].find((one) => isHtml(one, 'a') && textOf(one) !== '');
  const main = heading ?? link;
  return runs.find((run) => main === undefined || belongsTo(run, main)) ?? runs[0];
};

const valuesFor = (runs: readonly TextRun[], pattern: Element, item: NewItem): ReadonlyMap<TextRun, string> => {
  const values = new Map<TextRun, string>();
  const name = nameRun(runs, pattern);
  if (name !== undefined) values.set(name, item.label);
  const free = (): TextRun[] => runs.filter((run) => !values.has(run));
  const put = (value: string | undefined, run: TextRun | undefined): void => {
    if (value !== undefined && run !== undefined) values.set(run, value);
  };
  put(
    item.date,
    free().find((run) => isDate(run.text)) ?? (item.sub === undefined ? afterName(free(), runs, name) : undefined),
  );
  const words = free().filter((run) => !isDate(run.text));
  const longest = words.toSorted((a, b) => b.text.length - a.text.length)[0];
  if (item.text !== undefined)
    put(item.text, words.find((run) => isHtml(run.block, 'p') && run === longest) ?? longest ?? free()[0]);
  put(
    item.sub,
    afterName(
      free().filter((run) => !isDate(run.text)),
      runs,
      name,
    ),
  );
  return values;
};

const afterName = (
  free: readonly TextRun[],
  runs: readonly TextRun[],
  name: TextRun | undefined,
): TextRun | undefined => free.find((run) => name === undefined || runs.indexOf(run) > runs.indexOf(name)) ?? free[0];

const belongsTo = (run: TextRun, main: Element): boolean =>
  run.block === main ||
  isInside(run.block, (outer) => outer === main) ||
  run.inlines.some(({ element }) => element === main);
