import { childElements, find, isHidden, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { isNavigation, mainHeading } from '../site/landmarks.ts';
import { bestAmong, kinOf, tokensOf, type Kin } from '../understanding/tokens.ts';
import type { Target } from '../understanding/target-phrase.ts';
import type { Kind } from './kind.ts';
import { kindsOf } from './kinds-of.ts';
import { aroundWords, ownWords, spokenWords, thingsOf, vocabularyOf, type Thing } from './thing.ts';

/** A thing with how surely it is what was meant, 0 to about 1.5. */
export interface Candidate extends Thing {
  readonly score: number;
}

export interface Search {
  /** Kinds to look for if the phrase names none; without it anything goes. */
  readonly kinds?: readonly Kind[];
  /** What a candidate must be, whatever it is called. */
  readonly accept?: (element: Element) => boolean;
  /** Whether a candidate may be told by what is around it alone. */
  readonly around?: boolean;
}

/** What a phrase may mean on some pages, the likeliest first; things that are equally likely have equal scores. */
export const candidatesFor = (pages: readonly Page[], target: Target, search: Search = {}): readonly Candidate[] => {
  const kinds = target.kinds.length > 0 ? target.kinds : (search.kinds ?? []);
  const scored = pages.flatMap((page): Candidate[] => {
    if (pages.length > 2 && !mayHold(page, target)) return [];
    const called = pageWords(page);
    const kin = target.tokens.map((token) =>
      called.has(token) && target.near.includes(token)
        ? [...kinOf(token, vocabularyOf(page)), [token, 1] as const]
        : kinOf(token, vocabularyOf(page)),
    );
    if (target.literals.length === 0 && kin.filter((one) => one.length > 0).length < least * kin.length) return [];
    return thingsOf(page).flatMap(({ element }): Candidate[] => {
      if (search.accept?.(element) === false) return [];
      if (kinds.length > 0 && !kinds.some((kind) => kindsOf(element).has(kind))) return [];
      const score = scoreOf(element, target, kin, { kinds, around: search.around === true, called });
      // "The heading" without another word is the one that a reader takes for the page's own.
      const main =
        kinds.includes('heading') &&
        target.tokens.length + target.literals.length === 0 &&
        element === mainHeading(page)
          ? 0.1
          : 0;
      return score === undefined ? [] : [{ page, element, score: score + main }];
    });
  });
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  const near = scored.filter(({ score }) => score >= best - 0.3).toSorted((a, b) => b.score - a.score);
  return pickPosition(withoutNested(near), target.position);
};

/** Candidates that are as likely as the likeliest. */
export const bestOf = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const [first] = candidates;
  return first === undefined ? [] : candidates.filter(({ score }) => score > first.score - tie);
};

/** A quick look at the source before a page is read word by word. */
const mayHold = (page: Page, { tokens, literals }: Target): boolean => {
  const source = lowerCase.get(page) ?? page.text.toLowerCase();
  lowerCase.set(page, source);
  const called = pageWords(page);
  const present = tokens.filter(
    (token) => called.has(token) || source.includes(token.slice(0, Math.max(3, token.length - 2))),
  ).length;
  return literals.length > 0 || present >= least * tokens.length;
};

const lowerCase = new WeakMap<Page, string>();
const tie = 0.04;
const least = 0.72;
const circleWeights = [0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55];
/** How much a word counts that stands in an address or a class of something that says others. */
const unseen = 0.95;
/** Words that say where a thing is are as good around it as words of its own. */
const nearWeights = [1, 0.99, 0.97, 0.95, 0.92, 0.88, 0.84, 0.8];

interface Sought {
  readonly kinds: readonly Kind[];
  readonly around: boolean;
  /** What the page itself is called. */
  readonly called: ReadonlySet<string>;
}

/** The words of a page's file: "the forum tags" are the tags on forum.html. */
const pageWords = (page: Page): ReadonlySet<string> =>
  new Set(
    tokensOf(
      page.path
        .replace(/\.html?$/i, '')
        .split('/')
        .at(-1)
        ?.replace(/[-_]+/g, ' ') ?? '',
    ),
  );

const scoreOf = (
  element: Element,
  target: Target,
  kin: readonly Kin[],
  { kinds, around, called }: Sought,
): number | undefined => {
  const { tokens, hints, literals } = target;
  if (tokens.length === 0 && literals.length === 0 && kinds.length === 0) return undefined;
  const text = textOf(element);
  for (const literal of literals) if (!saysLiteral(element, text, literal)) return undefined;
  const [own, surroundings] = [ownWords(element), aroundWords(element)];
  const circles = target.near.length === 0 ? surroundings : [...surroundings, called];
  const seen = spokenWords(element);
  let [matched, ownMatched, strange] = [0, 0, 0];
  for (const [at, token] of tokens.entries()) {
    const near = target.near.includes(token);
    const inside =
      bestAmong(kin[at] ?? [], own) * (seen === undefined || bestAmong(kin[at] ?? [], seen) > 0 ? 1 : unseen);
    const outside =
      inside > 0.9 && !near ? 0 : outsideAgreement(kin[at] ?? [], circles, near ? nearWeights : circleWeights);
    if (inside > 0 && !near) ownMatched += 1;
    if (inside === 0 && !near) strange += 1;
    const best = Math.max(inside, outside);
    if (best === 0 && /\d/.test(token) && literals.length === 0) return undefined;
    matched += best;
  }
  const coverage =
    tokens.length + literals.length === 0 ? 1 : (matched + literals.length) / (tokens.length + literals.length);
  if (literals.length === 0 && coverage < least) return undefined;
  if (!around && ownMatched + literals.length + kinds.length === 0 && tokens.length > target.near.length)
    return undefined;
  const hinted = hints.filter(
    (hint) => element.tagName === hint || own.has(hint) || circles.some((circle) => circle.has(hint)),
  ).length;
  return (
    coverage +
    nameBonus(text, target) +
    titleBonus(element, target, kinds) +
    closeness(element, ownMatched + literals.length, text) +
    0.08 * hinted -
    (tokens.length > target.near.length ? (0.1 * strange) / (tokens.length - target.near.length) : 0) -
    distractions(element, target)
  );
};

const saysLiteral = (element: Element, text: string, literal: string): boolean => {
  const wanted = canonical(literal);
  return (
    canonical(text).includes(wanted) ||
    element.attrs.some(
      ({ name, value }) =>
        (/^(?:alt|aria-label|placeholder|value|title)$/.test(name) ||
          (/^(?:src|href)$/.test(name) && (text === '' || /[./:#]/.test(literal)))) &&
        canonical(value).includes(wanted),
    )
  );
};

const canonical = (text: string): string =>
  text.toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/[–—‑]/g, '-').replace(/\s+/g, ' ').trim();

const outsideAgreement = (kin: Kin, circles: readonly ReadonlySet<string>[], weights: readonly number[]): number => {
  let best = 0;
  for (const [at, circle] of circles.entries())
    best = Math.max(best, bestAmong(kin, circle) * (weights[at] ?? weights.at(-1) ?? 0.5));
  return best;
};

/** A thing that says exactly what it is called is hardly another. */
const nameBonus = (text: string, { name, literals }: Target): number => {
  const said = withoutArticle(tokensOf(text).join(' '));
  if (
    said !== '' &&
    (said === name || literals.some((literal) => withoutArticle(tokensOf(literal).join(' ')) === said))
  )
    return 0.35;
  return name !== '' && said.startsWith(`${name} `) ? 0.06 : 0;
};

/** A card, row or section is called by what it says first. */
const titleBonus = (element: Element, { name, literals }: Target, kinds: readonly Kind[]): number => {
  if (!kinds.some((kind) => containers.has(kind)) || !containsElements(element)) return 0;
  const title = tokensOf(titleOf(element)).join(' ');
  if (title === '') return 0;
  const names = [name, ...literals.map((literal) => tokensOf(literal).join(' '))].filter((one) => one !== '');
  if (names.includes(title)) return 0.3;
  return names.some((one) => title.startsWith(`${one} `) || title.endsWith(` ${one}`)) ? 0.22 : 0;
};

const containers: ReadonlySet<Kind> = new Set(['item', 'row', 'section', 'form', 'table']);

const containsElements = (element: Element): boolean => childElements(element).length > 0 && !isHtml(element, 'a');

const titleOf = (element: Element): string => {
  const heading = find(element, (inner) => /^h[1-6]$/.test(inner.tagName) || kindsOf(inner).has('heading'));
  if (heading !== undefined) return textOf(heading);
  const first = find(element, (inner) => childElements(inner).length === 0 && textOf(inner) !== '');
  return first === undefined ? '' : textOf(first);
};

const withoutArticle = (words: string): string => words.replace(/^(?:(?:the|a|an|my|our|your|this|that) )+/, '');

/** Of things that hold the same words the one that holds little else is meant. */
const closeness = (element: Element, matched: number, text: string): number => {
  const size = Math.max(1, tokensOf(text.slice(0, 2000)).length);
  return matched === 0
    ? 0
    : 0.2 * Math.min(1, matched / size) - (text.length > 2000 ? 0.1 : 0) - (kindsOf(element).size === 0 ? 0.03 : 0);
};

const distractions = (element: Element, { tokens, kinds }: Target): number => {
  const speaksOfMenu =
    kinds.some((kind) => kind === 'menu' || kind === 'entry' || kind === 'link') ||
    tokens.some((token) => /^(?:menu|nav|navigation|navbar|sidebar|bar)$/.test(token));
  const inMenu = !speaksOfMenu && isInside(element, isNavigation) ? 0.15 : 0;
  const hidden = isHidden(element) && !tokens.some((token) => /^(?:popup|pop|modal|dialog)$/.test(token)) ? 0.15 : 0;
  return inMenu + hidden;
};

/** Of an element and one inside it that are as likely, the inner one stays, for a section the outer one. */
const withoutNested = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(
    (one) =>
      !candidates.some(
        (other) =>
          other !== one &&
          other.page === one.page &&
          other.score >= one.score - 0.02 &&
          isInside(other.element, (outer) => outer === one.element),
      ),
  );

const pickPosition = (candidates: Candidate[], position: number | undefined): readonly Candidate[] => {
  if (position === undefined) return candidates;
  const enough = (some: readonly Candidate[]): boolean => some.length >= Math.abs(position);
  const best = bestOf(candidates);
  const neighbours = [...Map.groupBy(candidates, ({ element }) => element.parentNode).values()].find(enough);
  const counted = enough(best) ? best : (neighbours ?? []);
  const one = inOrder(counted).at(position < 0 ? position : position - 1);
  return one === undefined ? [] : [one];
};

export const inOrder = <T extends Thing>(things: readonly T[]): T[] =>
  things.toSorted(
    (a, b) => (a.element.sourceCodeLocation?.startOffset ?? 0) - (b.element.sourceCodeLocation?.startOffset ?? 0),
  );
