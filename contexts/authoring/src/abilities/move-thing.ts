import type { MagicString } from 'magic-string';
import type { Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { clausesOf } from './clauses-of.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { planMove, unitOf, type MovePlan } from './move-plan.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const moving =
  /^(?:please\s+)?(?:move|put|place|bring|shift|drag|push|let|have|make|list|show|sort|take)\s+(?<what>.+)$/i;
const stands =
  '(?:come|comes|stand|stands|be|is|go|goes|appear|appears|move|sit|follow|follows|be moved|be placed|be put|be listed)';
const shoulds: readonly RegExp[] = [
  new RegExp(
    `^(?<what>.+?)\\s+(?:should|must|shall|has to|have to|needs to|ought to|may)\\s+${stands}\\s+(?:up |down |further )?(?<place>.+)$`,
    'i',
  ),
  new RegExp(`^(?:can|could|may) (?<what>.+?) ${stands}\\s+(?:up |down |further )?(?<place>.+?)\\??$`, 'i'),
  new RegExp(
    `^(?:i|we)(?:['’]d| would)?\\s+(?:want|like|need|prefer)\\s+(?<what>.+?)\\s+to\\s+${stands}\\s+(?<place>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:swap|change|switch) the order\\b.*?\\bso(?: that)?\\s+(?<what>.+?)\\s+${stands}\\s+(?<place>.+)$`,
    'i',
  ),
];
/** "Team last in the menu", "Can Products come before About?" */
const atEnd =
  /^(?<what>[^,:;]{2,40}?)\s+(?<place>(?:as )?(?:the )?(?:very )?(?:first|last)(?: one| entry| item)? (?:in|of|on) (?:the|our|my) [^,:;]{2,30}|(?:to|at) the (?:very )?(?:end|start|beginning|front|top|bottom) of (?:the|our|my) [^,:;]{3,30})$/i;
/** "Rising before Popular": an order without a verb. */
const bare =
  /^(?<what>[^,:;]{2,40}?)\s+(?<place>(?:(?:right |directly |to the )?(?:before|above|left of|in front of|after|below|right of|behind))\s+[^,:;]{2,40})$/i;
const swapping =
  /^(?:please\s+)?(?:swap|exchange|switch|interchange|change places of)\s+(?:the )?(?:positions? of |order of |places? of )?(?<a>.+?)\s+(?:and|with)\s+(?<b>.+?)(?:\s+(?:around|over|in order|positions|places))?$/i;

/** Moves things to another place among their neighbours, and lets two change places. */
export const moveThing: Ability = {
  topics: ['move', 'before', 'after', 'first', 'last', 'order', 'swap', 'above', 'below'],

  examples: () => [],

  read: (wish, site) =>
    clausesOf(wish).flatMap((clause) => [...swaps(clause, wish, site), ...moves(clause, wish, site)]),
};

const moves = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const ordered = clause
    .replace(/^of (?:the|our|my|these|those) (?:[\w-]+ ){0,3}?\w+s\b,?\s*/i, '')
    .replace(/\b(?:up |down )?so that it (?:follows|comes after|stands after)\b/i, 'after')
    .replace(/\b(?:up |down )?so that it (?:precedes|comes before)\b/i, 'before')
    .replace(/\b(?:up |down )?so that it (?:is|becomes|comes|stands)\b/i, ' ')
    .replace(/\b(?:the )?(?:very )(?=first|last)/i, '')
    .replace(/\bthe (?<count>first|last)(?: (?!in\b|of\b|on\b)[\w-]+)?$/i, '$<count>');
  const direct = shoulds.map((form) => form.exec(ordered)?.groups).find((groups) => groups !== undefined);
  const verbless =
    direct === undefined && !moving.test(ordered)
      ? (bare.exec(ordered.replace(/^[^:]{3,40}:\s*/, ''))?.groups ?? atEnd.exec(ordered)?.groups)
      : undefined;
  const named = direct ?? verbless;
  const told = named === undefined ? moving.exec(ordered)?.groups?.['what'] : `${named['what']} ${named['place']}`;
  if (told === undefined || isNew(clause)) return [];
  const read = readPlace(told.replace(/\s+(?:up|down)(?=\s+(?:in|so that|to))/i, ''));
  if (read === undefined || read.rest === '') return [];
  const phrase = read.rest.replace(/\s+(?:up|down|come|comes|stand|go)$/i, '');
  const target = readTarget(placed(phrase, read.place), wish.quotes);
  if (wish.picked.length > 0 && /^(?:this|that|the|these|it)\b(?: \w+)?$/i.test(phrase))
    return [{ score: 0.96, attempt: () => moveAll(site, wish.picked, target, read.place, wish) }];
  const units = new Set<Element>();
  const candidates = searchSite(site, wish, target).filter(({ element }) => {
    const [unit] = unitOf(element, target) ?? [];
    if (unit === undefined || units.has(unit)) return false;
    units.add(unit);
    return true;
  });
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: (verbless === undefined ? 0.92 : 0.8) * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: 'Which of these shall move?',
          none: `I find no ${target.said}.`,
          act: (things) => moveAll(site, withTwins(site, wish, things), target, read.place, wish),
        }),
    },
  ];
};

/** "First in the portfolio": the part that the place is of tells what is moved, too. */
const placed = (phrase: string, { side, by }: SaidPlace): string => {
  const whole =
    side === 'start-of' || side === 'end-of' ? by : (/\s(?:in|on) (?:the|our|my) .+$/i.exec(by)?.[0] ?? '').trim();
  return whole === '' || /^(?:list|row|page)$/i.test(whole.replace(/^the /i, ''))
    ? phrase
    : `${phrase} ${/^(?:in|on)\s/i.test(whole) ? whole : `in ${whole}`}`;
};

const isNew = (clause: string): boolean =>
  /:\s*[\uE000-\uEFFF]/.test(clause) ||
  /^(?:please\s+)?(?:put|place|make|list|have|show)\s+(?:an?|another|one more|new)\s/i.test(clause);

const moveAll = (site: Site, things: readonly Thing[], target: Target, place: SaidPlace, wish: Wish): Attempt => {
  const plans = new Map<Element, MovePlan>();
  for (const { page, element } of things) {
    const plan = planMove(page, element, target, place, wish.quotes);
    if (plan === undefined) return unable(`I find no place ${place.side} ${place.by} for ${target.said}.`);
    if (plan.unit.some((one) => plan.at.includes(one))) return already('It stands there already.');
    plans.set(element, plan);
  }
  return editThings(site, things, `Moved ${target.said}`, (source, page, element) => {
    const plan = plans.get(element);
    if (plan !== undefined) moveSource(source, page, plan);
  });
};

const spanOf = (page: Page, elements: readonly Element[]): { from: number; to: number } | undefined => {
  const [first, last] = [elements[0]?.sourceCodeLocation, elements.at(-1)?.sourceCodeLocation];
  if (!first || !last) return undefined;
  const comment = /(?:<!--(?:(?!-->)[\s\S])*-->\s*)$/.exec(page.text.slice(0, first.startOffset));
  const from = comment === null ? first.startOffset : first.startOffset - comment[0].length;
  return { from, to: last.startOffset + page.text.slice(last.startOffset, last.endOffset).trimEnd().length };
};

const moveSource = (source: MagicString, page: Page, { unit, at, side }: MovePlan): void => {
  const [span, goal] = [spanOf(page, unit), spanOf(page, at)];
  if (span === undefined || goal === undefined) return;
  const gap = /\s*$/.exec(page.text.slice(0, span.from))?.[0] ?? '';
  const text = page.text.slice(span.from, span.to);
  source.remove(span.from - gap.length, span.to);
  if (side === 'before') source.appendLeft(goal.from, `${text}${gap === '' ? ' ' : gap}`);
  else source.appendRight(goal.to, `${gap === '' ? ' ' : gap}${text}`);
};

const swaps = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = swapping.exec(clause)?.groups;
  if (groups === undefined || /\b(?:photos|pictures|images|portraits)\b/i.test(clause)) return [];
  const numbers = /^(?<noun>\w+) (?<a>\d+)$/.exec(groups['a'] ?? '')?.groups;
  const [a, b] = [
    groups['a'] ?? '',
    numbers !== undefined && /^\d+$/.test(groups['b'] ?? '')
      ? `${numbers['noun']} ${groups['b']}`
      : (groups['b'] ?? ''),
  ].map((phrase) => readTarget(phrase, wish.quotes));
  if (a === undefined || b === undefined) return [];
  const within = b.near.filter((token) => !a.tokens.includes(token));
  const [first, second] = [
    a.position === undefined && a.near.length === 0 ? { ...a, tokens: [...a.tokens, ...within], near: within } : a,
    b,
  ].map((target) => unitsFor(site, wish, target));
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
