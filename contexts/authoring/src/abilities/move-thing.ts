import type { MagicString } from 'magic-string';
import { ancestors, childElements, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { blockOf } from '../outline/blocks.ts';
import { isRepeated, kindsOf, signature } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const moving =
  /^(?:please\s+)?(?:move|put|place|bring|shift|drag|push|let|have|make|list|show|sort|take)\s+(?<what>.+)$/i;
const should =
  /^(?<what>.+?)\s+(?:should|must|shall|has to|needs to|ought to|may)\s+(?:come|stand|be|go|appear|move|sit|be moved|be placed|be put|be listed)\s+(?:up |down |further )?(?<place>.+)$/i;
const swapping =
  /^(?:please\s+)?(?:swap|exchange|switch|interchange|change places of)\s+(?:the )?(?:positions? of |order of |places? of )?(?<a>.+?)\s+(?:and|with)\s+(?<b>.+?)(?:\s+(?:around|over|in order|positions|places))?$/i;

/** Moves things to another place among their neighbours, and lets two change places. */
export const moveThing: Ability = {
  topics: ['move', 'before', 'after', 'first', 'last', 'order', 'swap', 'above', 'below'],

  examples: () => [],

  read: (wish, site) =>
    plainClauses(wish.clause).flatMap((clause) => [...swaps(clause, wish, site), ...moves(clause, wish, site)]),
};

const moves = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const direct = should.exec(clause)?.groups;
  const told = direct === undefined ? moving.exec(clause)?.groups?.['what'] : `${direct['what']} ${direct['place']}`;
  if (told === undefined) return [];
  const read = readPlace(
    told
      .replace(/\s+(?:up|down)(?=\s+(?:in|so that|to))/i, '')
      .replace(/\bso that it (?:follows|comes after|stands after)\b/i, 'after')
      .replace(/\bso that it (?:precedes|comes before)\b/i, 'before'),
  );
  if (read === undefined || read.rest === '') return [];
  const target = readTarget(read.rest.replace(/\s+(?:up|down|come|comes|stand|go)$/i, ''), wish.quotes);
  const units = new Set<Element>();
  const candidates = searchSite(site, wish, target).filter(({ element }) => {
    const [unit] = unitOf(element, target) ?? [];
    if (unit === undefined || units.has(unit)) return false;
    units.add(unit);
    return true;
  });
  const [best] = candidates;
  if (best === undefined || isNew(clause)) return [];
  return [
    {
      score: 0.92 * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: 'Which of these shall move?',
          none: `I find no ${target.said}.`,
          act: (things) => moveAll(site, withTwins(site, wish, things), target, read.place, wish),
        }),
    },
  ];
};

const isNew = (clause: string): boolean =>
  /^(?:please\s+)?(?:put|place|make|list|have|show)\s+(?:an?|another|one more|new)\s/i.test(clause);

/** What is moved with a thing: the list item or card around it, the section under a heading. */
const unitOf = (element: Element, { kinds, tokens }: Target): readonly Element[] | undefined => {
  if (kinds.includes('section') || tokens.includes('section')) return blockOf(element).elements;
  const unit = [element, ...ancestors(element)].find(
    (one) => isHtml(one, 'li', 'tr', 'option', 'section') || isRepeated(one) || hasAlikeNeighbours(one),
  );
  return unit === undefined ? undefined : [unit];
};

const hasAlikeNeighbours = (element: Element): boolean =>
  isHtml(element, 'a', 'button', 'p', 'div') &&
  [...ancestors(element)]
    .slice(0, 1)
    .some(
      (parent) =>
        childElements(parent).filter((sibling) => sibling.tagName === element.tagName && signature(sibling).length > 0)
          .length > 1,
    );

const moveAll = (site: Site, things: readonly Thing[], target: Target, place: SaidPlace, wish: Wish): Attempt => {
  const plans = new Map<Element, { unit: readonly Element[]; at: Element; side: 'before' | 'after' }>();
  for (const { page, element } of things) {
    const unit = unitOf(element, target);
    const [first] = unit ?? [];
    if (unit === undefined || first === undefined) return unable(`I cannot move ${target.said}.`);
    const goal = goalFor(site, page, first, place, wish);
    if (goal === undefined) return unable(`I find no place ${place.side} ${place.by} for ${target.said}.`);
    if (unit.includes(goal.at)) return already('It stands there already.');
    plans.set(element, { unit, ...goal });
  }
  return editThings(site, things, `Moved ${target.said}`, (source, page, element) => {
    const plan = plans.get(element);
    if (plan !== undefined) moveSource(source, page, plan.unit, plan.at, plan.side);
  });
};

const goalFor = (
  site: Site,
  page: Page,
  unit: Element,
  place: SaidPlace,
  wish: Wish,
): { at: Element; side: 'before' | 'after' } | undefined => {
  const [parent] = ancestors(unit);
  if (parent === undefined) return undefined;
  const neighbours = childElements(parent).filter((sibling) => sibling.tagName === unit.tagName);
  if (place.side === 'start-of' || place.side === 'end-of') {
    const at = place.side === 'start-of' ? neighbours[0] : neighbours.at(-1);
    return at === undefined ? undefined : { at, side: place.side === 'start-of' ? 'before' : 'after' };
  }
  const target = readTarget(place.by, wish.quotes);
  const among = (element: Element): boolean => element !== unit && neighbours.includes(element);
  const found = bestOf(
    searchSite(
      site,
      { ...wish, scope: { type: 'page', page } },
      { ...target, kinds: [] },
      { accept: (element) => among(element) || [...ancestors(element)].some(among) },
    ),
  );
  const at = found.map(({ element }) => [element, ...ancestors(element)].find(among)).find((one) => one !== undefined);
  return at === undefined ? undefined : { at, side: place.side === 'before' ? 'before' : 'after' };
};

const spanOf = (page: Page, elements: readonly Element[]): { from: number; to: number } | undefined => {
  const [first, last] = [elements[0]?.sourceCodeLocation, elements.at(-1)?.sourceCodeLocation];
  if (!first || !last) return undefined;
  const comment = /(?:<!--(?:(?!-->)[\s\S])*-->\s*)$/.exec(page.text.slice(0, first.startOffset));
  const from = comment === null ? first.startOffset : first.startOffset - comment[0].length;
  return { from, to: last.startOffset + page.text.slice(last.startOffset, last.endOffset).trimEnd().length };
};

const moveSource = (
  source: MagicString,
  page: Page,
  unit: readonly Element[],
  at: Element,
  side: 'before' | 'after',
): void => {
  const [span, goal] = [spanOf(page, unit), spanOf(page, [at])];
  if (span === undefined || goal === undefined) return;
  const gap = /\s*$/.exec(page.text.slice(0, span.from))?.[0] ?? '';
  const text = page.text.slice(span.from, span.to);
  source.remove(span.from - gap.length, span.to);
  if (side === 'before') source.appendLeft(goal.from, `${text}${gap === '' ? ' ' : gap}`);
  else source.appendRight(goal.to, `${gap === '' ? ' ' : gap}${text}`);
};

const swaps = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = swapping.exec(clause)?.groups;
  if (groups === undefined) return [];
  const numbers = /^(?<noun>\w+) (?<a>\d+)$/.exec(groups['a'] ?? '')?.groups;
  const [a, b] = [
    groups['a'] ?? '',
    numbers !== undefined && /^\d+$/.test(groups['b'] ?? '')
      ? `${numbers['noun']} ${groups['b']}`
      : (groups['b'] ?? ''),
  ].map((phrase) => readTarget(phrase, wish.quotes));
  if (a === undefined || b === undefined) return [];
  const [first, second] = [a, b].map((target) => unitsFor(site, wish, target));
  const pair = first?.flatMap(
    (one) =>
      second
        ?.filter(
          (other) =>
            other.element !== one.element &&
            other.page === one.page &&
            other.element.parentNode === one.element.parentNode,
        )
        .map((other) => [one, other] as const) ?? [],
  )[0];
  if (pair === undefined) return [];
  const [one, other] = pair;
  return [
    {
      score: 0.93,
      attempt: () =>
        editThings(site, [one], `Swapped ${a.said} and ${b.said}`, (source, page) => {
          const [left, right] = [one, other].map(({ element }) => element.sourceCodeLocation);
          if (!left || !right) return;
          const [leftText, rightText] = [
            page.text.slice(left.startOffset, left.endOffset),
            page.text.slice(right.startOffset, right.endOffset),
          ];
          source.overwrite(left.startOffset, left.endOffset, rightText);
          source.overwrite(right.startOffset, right.endOffset, leftText);
        }),
    },
  ];
};

const unitsFor = (site: Site, wish: Wish, target: Target): Candidate[] =>
  bestOf(searchSite(site, wish, target)).flatMap((candidate) => {
    const [unit] = unitOf(candidate.element, target) ?? [];
    return unit === undefined || kindsOf(unit).has('menu') ? [] : [{ ...candidate, element: unit }];
  });
