import { childElements, find, isHidden, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { readColour } from '../css/colour.ts';
import { isNavigation } from '../site/landmarks.ts';
import type { Target } from '../understanding/target-phrase.ts';
import { bestAmong, tellingTokens, tokensOf, type Kin } from '../understanding/tokens.ts';
import { kindsNamed, type Kind } from './kind.ts';
import { kindsOf } from './kinds-of.ts';
import { aroundWords, ownWords, paintedWords, spokenWords } from './thing.ts';

/** A phrase of which less than this stands on the page means something else. */
export const least = 0.72;
const circleWeights = [0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55];
/** How much a word counts that stands in an address or a class of something that says others. */
const unseen = 0.95;
/** Words that say where a thing is are as good around it as words of its own. */
const nearWeights = [1, 0.93, 0.87, 0.82, 0.77, 0.73, 0.7, 0.67];
/** What says where a thing is counts less than what says which. */
const nearShare = 0.6;
/** What kind of thing it is need not be said on the page. */
const nounShare = 0.35;

export interface Sought {
  readonly kinds: readonly Kind[];
  readonly around: boolean;
  /** What the page itself is called. */
  readonly called: ReadonlySet<string>;
}

/** The words of a page's file: "the forum tags" are the tags on forum.html. */
export const pageWords = (page: Page): ReadonlySet<string> =>
  new Set(
    tokensOf(
      page.path
        .replace(/\.html?$/i, '')
        .split('/')
        .at(-1)
        ?.replace(/[-_]+/g, ' ') ?? '',
    ),
  );

/** How surely an element is what a phrase means; undefined if it is not. */
export const scoreOf = (element: Element, target: Target, kin: readonly Kin[], sought: Sought): number | undefined => {
  const { tokens, hints, literals } = target;
  if (tokens.length === 0 && literals.length === 0 && sought.kinds.length === 0) return undefined;
  const text = textOf(element);
  for (const literal of literals) if (!saysLiteral(element, text, literal)) return undefined;
  const surroundings = aroundWords(element);
  const circles = target.near.length === 0 ? surroundings : [...surroundings, sought.called];
  const found = wordsFound(element, target, kin, circles);
  if (found === undefined) return undefined;
  const { coverage, own, strange } = found;
  const heads = tokens.length - target.near.length;
  // Words that only say where are the weaker the further away they stand.
  if (literals.length === 0 && coverage < (heads === 0 ? least - 0.2 : least)) return undefined;
  if (!sought.around && own + literals.length + sought.kinds.length === 0 && heads > 0) return undefined;
  const words = ownWords(element);
  const hinted = hints.filter((hint) =>
    readColour(hint) !== undefined && textOf(element) !== ''
      ? paintedWords(element).has(hint)
      : element.tagName === hint || words.has(hint) || circles.some((circle) => circle.has(hint)),
  ).length;
  return (
    coverage +
    nameBonus(text, target) +
    titleBonus(element, target, sought.kinds) +
    closeness(element, own + literals.length, text) * (heads === 0 ? 1 : own / heads) +
    0.08 * hinted -
    (heads > 0 ? ((sought.kinds.length === 0 ? 0.3 : 0.1) * strange) / heads : 0) -
    distractions(element, target)
  );
};

/** The share of a phrase's words that stand on a page at all. */
export const shareOf = (target: Target, stands: (token: string, at: number) => boolean): number =>
  share(
    target,
    target.tokens.map((token, at) => (stands(token, at) ? 1 : 0)),
  );

const share = ({ tokens, near, literals, kinds }: Target, agreed: readonly number[]): number => {
  const isNoun = (token: string): boolean => kinds.length > 0 && kindsNamed(token).length > 0;
  const weights = tokens.map((token) => (near.includes(token) ? nearShare : isNoun(token) ? nounShare : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, literals.length);
  const matched = weights.reduce((sum, weight, at) => sum + weight * (agreed[at] ?? 0), literals.length);
  return whole === 0 ? 1 : matched / whole;
};

interface Found {
  readonly coverage: number;
  /** How many of the words that say which are the thing's own, and how many are not. */
  readonly own: number;
  readonly strange: number;
}

const wordsFound = (
  element: Element,
  target: Target,
  kin: readonly Kin[],
  circles: readonly ReadonlySet<string>[],
): Found | undefined => {
  const [words, seen] = [ownWords(element), spokenWords(element)];
  const agreed: number[] = [];
  let [own, strange, placed] = [0, 0, 0];
  for (const [at, token] of target.tokens.entries()) {
    const near = target.near.includes(token);
    const kinOfToken = kin[at] ?? [];
    const visible = seen === undefined || bestAmong(kinOfToken, seen) > 0;
    const inside = bestAmong(kinOfToken, words) * (visible ? 1 : unseen);
    const outside =
      inside > 0.9 && !near ? 0 : outsideAgreement(kinOfToken, circles, near ? nearWeights : circleWeights);
    if (!near && inside > 0) own += 1;
    if (!near && inside === 0) strange += 1;
    const best = Math.max(inside, outside);
    if (near && best > 0) placed += 1;
    if (best === 0 && /\d/.test(token) && target.literals.length === 0) return undefined;
    agreed.push(best);
  }
  if (placed * 2 < target.near.length && target.literals.length === 0) return undefined;
  return { coverage: share(target, agreed), own, strange };
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
const nameBonus = (text: string, { name, literals, said: phrase }: Target): number => {
  if (text !== '' && phrase.replace(/^(?:the|our|my) /i, '') === text) return 0.4;
  const said = withoutArticle(tokensOf(text).join(' '));
  if (
    said !== '' &&
    (said === name || literals.some((literal) => withoutArticle(tokensOf(literal).join(' ')) === said))
  )
    return 0.35;
  return name !== '' && said.startsWith(`${name} `) ? 0.06 : 0;
};

/** A card, row or section is called by what it says first. */
const titleBonus = (element: Element, { name, literals, tokens, near }: Target, kinds: readonly Kind[]): number => {
  if (!kinds.some((kind) => containers.has(kind)) || !containsElements(element)) return 0;
  const titled = tellingTokens(titleOf(element));
  const named = tokens.filter((token) => kindsNamed(token).length === 0 && !near.includes(token));
  if (titled.length > 0 && titled.length === named.length && titled.every((word) => named.includes(word))) return 0.3;
  const title = tokensOf(titleOf(element)).join(' ');
  if (title === '') return 0;
  const names = [name, ...literals.map((literal) => tokensOf(literal).join(' '))].filter((one) => one !== '');
  if (names.includes(title)) return 0.3;
  return names.some((one) => title.startsWith(`${one} `) || title.endsWith(` ${one}`)) ? 0.22 : 0;
};

const containers: ReadonlySet<Kind> = new Set(['item', 'row', 'section', 'form', 'table']);

const containsElements = (element: Element): boolean => childElements(element).length > 0 && !isHtml(element, 'a');

/** What a card, row or section says first. */
export const titleOf = (element: Element): string => {
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
  const inMenu =
    !speaksOfMenu && isInside(element, (outer) => isNavigation(outer) || kindsOf(outer).has('menu')) ? 0.15 : 0;
  const hidden = isHidden(element) && !tokens.some((token) => /^(?:popup|pop|modal|dialog)$/.test(token)) ? 0.15 : 0;
  return inMenu + hidden;
};
