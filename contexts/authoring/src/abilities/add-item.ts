import { MagicString } from 'magic-string';
import { setAttribute, removeAttribute } from '../html/attributes.ts';
import {
  ancestors,
  attribute,
  childElements,
  descendants,
  isHtml,
  isInside,
  textOf,
  type Element,
} from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { escapeText } from '../html/page.ts';
import { rewriteElement, rewriteRange } from '../html/rewrite-text.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import { menuOf } from '../site/menu.ts';
import { hrefTo } from '../site/links.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { quoted } from '../understanding/quotes.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { type Ability, type Proposal } from './ability.ts';
import { changesTo, done } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';

const verb =
  '(?:please\\s+)?(?:add|ad|put|insert|append|include|list|write|place|create|make|new|we (?:also )?(?:need|want)|i (?:also )?(?:need|want))';
const noun =
  '(?:list |menu |bullet |nav(?:igation)? )?(?:item|entry|bullet(?: point)?|point|link|row|line|option|choice|step|card|tile|box|column|service|member|person|award|skill|question|post|product|feature)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^${verb}\\s+(?:an?|the|another|one more|as|also)?\\s*(?:new |last |first |further )*(?:${noun})?\\s*(?:called|named|saying|that says|:|for)?\\s*(?<label>${quoted})\\s*(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^${verb}\\s+(?:an?|the|another|one more)?\\s*(?:new |last |first |further )*(?:${noun})\\s+(?:called |named |for )?(?<label>\\p{Lu}[\\w&+' -]*?)(?<rest>,?\\s+(?:to|in|at|on|after|before|below|above|behind|under|with|that|which|linked|linking|leading|as|goes|between)\\b.*)?$`,
    'u',
  ),
  new RegExp(
    `^${verb}\\s+(?<label>\\p{Lu}[\\w&+'-]*(?: (?:&|and|of|\\p{Lu}[\\w&+'-]*))*)(?<rest>,?\\s+(?:to|in|at|on|after|before|below|above|behind|under|as|between)\\b.*)$`,
    'u',
  ),
];

/** Adds one more to things that come in a row: list items, menu entries, cards, table rows, choices. */
export const addItem: Ability = {
  topics: ['add', 'item', 'list', 'entry', 'card', 'row', 'menu', 'link', 'option'],

  examples: () => [],

  read: (wish, site) =>
    plainClauses(wish.sentence)
      .flatMap((clause) => fromClause(clause, wish, site))
      .slice(0, 2),
};

interface Fresh {
  readonly label: string;
  readonly text: string | undefined;
  readonly href: string | undefined;
}

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = forms
    .map((form) => form.exec(clause.replace(/[.!]+$/, ''))?.groups)
    .find((found) => found !== undefined);
  if (
    groups === undefined ||
    /^(?:please\s+)?(?:add|create|make)\s+(?:an?|the)?\s*(?:new )?(?:page|section|paragraph|sentence|contact form|form)\b/i.test(
      clause,
    )
  )
    return [];
  const rest = groups['rest'] ?? '';
  const text = new RegExp(
    `(?:with|and|text|saying|reading|description|says)[^\\uE000-\\uEFFF]*(?<text>${quoted})`,
    'i',
  ).exec(rest)?.groups?.['text'];
  const address = new RegExp(
    `(?:link(?:s|ed|ing)? (?:it )?to|lead(?:s|ing) to|goes to|going to|pointing (?:to|at)|points (?:to|at)|to|url|\\()\\s*(?<href>https?:\\/\\/[^\\s,)]+|[\\w/-]+\\.html?|mailto:\\S+)`,
    'i',
  ).exec(rest)?.groups?.['href'];
  const fresh: Fresh = {
    label: valueText(wish, groups['label'] ?? ''),
    text: text === undefined ? undefined : valueText(wish, text),
    href: address?.replace(/[.,]$/, ''),
  };
  if (fresh.label === '') return [];
  const whereSaid = rest
    .replace(
      new RegExp(`(?:,\\s*)?(?:with|and)\\s+(?:the )?(?:text|description|words?|sentence)?\\s*:?\\s*${quoted}`, 'i'),
      '',
    )
    .replace(
      /(?:,\s*)?\(?(?:which |that |and )?(?:link(?:s|ed|ing)?(?: it)? to|lead(?:s|ing) to|goes to|going to|pointing (?:to|at)|points (?:to|at))\s+\S+\)?/i,
      '',
    )
    .trim();
  const found = neighbourFor(whereSaid, wish, site);
  if (found.length === 0) return [];
  const score = 0.91 * Math.min(1, found[0]?.score ?? 0);
  return [{ score, attempt: () => add(site, found, fresh) }];
};

interface Spot {
  readonly page: Page;
  /** Beside which neighbour it goes. */
  readonly neighbour: Element;
  readonly side: 'before' | 'after';
  readonly score: number;
}

/** Where in a row the new one goes: beside the neighbour that was named, else at an end of the row that was named. */
const neighbourFor = (said: string, wish: Wish, site: Site): Spot[] => {
  const stripped = said.replace(leadIn, '');
  const read = readPlace(stripped);
  const inMenu = /\b(?:menu|navigation|nav|navbar|top bar|header bar)\b/i.test(said);
  const place: SaidPlace = read?.place ?? { side: 'end-of', by: stripped };
  const context = read?.rest.replace(/^(?:to|in|into|on)\s+/i, '') ?? '';
  if (place.side === 'start-of' || place.side === 'end-of')
    return inMenu ? menuSpots(site, wish, place.side) : endSpots(site, wish, place, place.by || context || stripped);
  const beside = besideSpots(site, wish, place, context);
  return inMenu
    ? beside
        .filter(({ neighbour }) => isInside(neighbour, (one) => kindsOf(one).has('menu')))
        .slice(0, site.pages.length)
    : beside.slice(0, 1);
};

const leadIn =
  /^,?\s*(?:to|in|into|on|as|for)\s+(?:an? |the )?(?:last |new |first |fourth |third |fifth )?(?:one|entry|item|link|service|card|step)?\s*(?=(?:in|of|to|behind|after|before|below|above)\b)/i;

const besideSpots = (site: Site, wish: Wish, place: SaidPlace, context: string): Spot[] => {
  const target = readTarget(`${place.by} ${context === '' ? '' : `in ${context}`}`, wish.quotes);
  const kinds = target.kinds.includes('field') ? (['field'] as const) : [];
  return bestOf(searchSite(site, wish, { ...target, kinds })).flatMap(({ page, element, score }): Spot[] => {
    const unit = unitOf(element);
    return unit === undefined
      ? []
      : [{ page, neighbour: unit, side: place.side === 'before' ? 'before' : 'after', score }];
  });
};

const endSpots = (site: Site, wish: Wish, place: SaidPlace, phrase: string): Spot[] => {
  const target = readTarget(phrase.replace(/^(?:to|in|into|on|of)\s+/i, ''), wish.quotes);
  if (target.tokens.length + target.literals.length + target.kinds.length === 0) return [];
  const row = rowFor(site, wish, target);
  const start = place.side === 'start-of';
  const neighbour = start ? row?.items[0] : row?.items.at(-1);
  if (row === undefined || neighbour === undefined) return [];
  return [{ page: row.page, neighbour, side: start ? 'before' : 'after', score: row.score }];
};

const menuSpots = (site: Site, wish: Wish, side: 'start-of' | 'end-of'): Spot[] => {
  const pages =
    wish.scope.type === 'page'
      ? site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.pages;
  return pages.flatMap((page): Spot[] => {
    const menu = menuOf(page);
    const one = side === 'start-of' ? menu[0] : menu.at(-1);
    return one === undefined
      ? []
      : [{ page, neighbour: one.item, side: side === 'start-of' ? 'before' : 'after', score: 1 }];
  });
};

const unitOf = (element: Element): Element | undefined =>
  [element, ...ancestors(element)].find((one) => isHtml(one, 'li', 'tr', 'option') || isRepeated(one));

/** The items of the list, table or row of cards that a phrase names. */
const rowFor = (
  site: Site,
  wish: Wish,
  target: ReturnType<typeof readTarget>,
): { page: Page; items: readonly Element[]; score: number } | undefined => {
  const pages =
    wish.scope.type === 'page'
      ? site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.pages;
  const items = candidatesFor(pages, { ...target, kinds: ['item', 'option', 'row'], position: undefined });
  const rows = [...Map.groupBy(items, ({ element }) => element.parentNode).values()].filter((row) => row.length > 1);
  const best = rows.toSorted((a, b) => average(b) - average(a))[0];
  const [first] = best ?? [];
  const [parent] = first === undefined ? [] : ancestors(first.element);
  if (first === undefined || parent === undefined) return undefined;
  return {
    page: first.page,
    items: childElements(parent).filter((child) => child.tagName === first.element.tagName),
    score: average(best ?? []),
  };
};

const average = (row: readonly { score: number }[]): number =>
  row.reduce((sum, { score }) => sum + score, 0) / Math.max(1, row.length);

const add = (site: Site, spots: readonly Spot[], fresh: Fresh): ReturnType<typeof done> => {
  const things: Thing[] = spots.map(({ page, neighbour }) => ({ page, element: neighbour }));
  const changes = changesTo(site, things, `added "${fresh.label}"`, (source, page, element) => {
    const spot = spots.find(({ neighbour }) => neighbour === element);
    const place = element.sourceCodeLocation;
    if (spot === undefined || !place) return;
    const [parent] = ancestors(element);
    const row =
      parent === undefined ? [element] : childElements(parent).filter((one) => one.tagName === element.tagName);
    const pattern =
      row.find((one) => one === element && !isActive(one)) ?? row.findLast((one) => !isActive(one)) ?? element;
    const copy = copyOf(site, page, pattern, fresh);
    const gap = /\s*$/.exec(page.text.slice(0, place.startOffset))?.[0] ?? '';
    if (spot.side === 'before') source.appendLeft(place.startOffset, `${copy}${gap === '' ? ' ' : gap}`);
    else
      source.appendLeft(
        place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length,
        `${gap}${copy}`,
      );
  });
  return done(changes, `Added "${fresh.label}"`);
};

const isActive = (element: Element): boolean =>
  [element, ...descendants(element)].some(
    (one) =>
      /(?:^|\s)(?:active|current|selected)(?:\s|$)/.test(attribute(one, 'class') ?? '') ||
      attribute(one, 'aria-current') !== undefined ||
      attribute(one, 'selected') !== undefined,
  );

/** A neighbour's markup with the new words: its heading or link says the label, its text the description. */
const copyOf = (site: Site, page: Page, pattern: Element, fresh: Fresh): string => {
  const scratch = new MagicString(page.text);
  const place = pattern.sourceCodeLocation;
  if (!place) return `<li>${escapeText(page, fresh.label)}</li>`;
  const link = [pattern, ...descendants(pattern)].find((one) => isHtml(one, 'a'));
  sayAnew(scratch, page, pattern, link, fresh);
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

/** The first text, or that of the heading or link, becomes the label, the next one the description; others go. */
const sayAnew = (
  scratch: MagicString,
  page: Page,
  pattern: Element,
  link: Element | undefined,
  { label, text, href }: Fresh,
): void => {
  const runs = textRuns(page, pattern);
  const heading = [...descendants(pattern)].find((one) => kindsOf(one).has('heading') && textOf(one) !== '');
  const linked =
    link !== undefined && (href !== undefined || runs.length === 1) && textOf(link) !== '' ? link : undefined;
  const main = heading ?? linked;
  const left = [label, ...(text === undefined ? [] : [text])];
  const mainRun = runs.find((run) => main === undefined || belongsTo(run, main));
  for (const run of runs) {
    const span = main === undefined ? undefined : run.inlines.find(({ element }) => element === main);
    if (run === mainRun && main !== undefined && span !== undefined && span.end < run.text.length) {
      rewriteElement(scratch, page, main, left.shift() ?? '');
      const rest = left.shift();
      rewriteRange(scratch, page, { run, start: span.end, end: run.text.length }, rest === undefined ? '' : ` ${rest}`);
    } else if (run === mainRun) rewriteRange(scratch, page, whole(run), left.shift() ?? '');
    else
      rewriteRange(
        scratch,
        page,
        whole(run),
        runs.indexOf(run) > runs.indexOf(mainRun ?? run) ? (left.shift() ?? '') : '',
      );
  }
};

const whole = (run: TextRun): { run: TextRun; start: number; end: number } => ({ run, start: 0, end: run.text.length });

const belongsTo = (run: TextRun, main: Element): boolean =>
  run.block === main ||
  isInside(run.block, (outer) => outer === main) ||
  run.inlines.some(({ element }) => element === main);
