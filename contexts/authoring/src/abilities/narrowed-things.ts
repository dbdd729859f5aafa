import { ancestors, childElements, classesOf, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Target } from '../understanding/target-phrase.ts';
import { tokensOf } from '../understanding/tokens.ts';

const counts: Readonly<Record<string, number>> = { both: 2, two: 2, three: 3, four: 4, five: 5 };

/** "The two paragraphs", where more would fit: those that stand together, just so many; else none. */
export const together = (phrase: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  const count = counts[/\b(?:both|two|three|four|five)\b/i.exec(phrase)?.[0].toLowerCase() ?? ''];
  const best = bestOf(candidates);
  if (count === undefined || best.length <= count) return candidates;
  const groups = [2, 1].flatMap((level) => [
    ...Map.groupBy(best, ({ element }) => [...ancestors(element)][level - 1]).values(),
  ]);
  return groups.find((group) => group.length === count) ?? [];
};

/** "The long text" is the longest. */
export const longest = ({ hints, tokens, literals }: Target, candidates: readonly Candidate[]): readonly Candidate[] =>
  hints.includes('long') && tokens.length + literals.length === 0
    ? candidates.toSorted((a, b) => textOf(b.element).length - textOf(a.element).length).slice(0, 1)
    : candidates;

/** "The price tags" where things have the class `price-tag`: their author called them so. */
export const calledByClass = (phrase: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  const said = phrase
    .toLowerCase()
    .replace(/[^a-z ]+/g, ' ')
    .trim()
    .split(/\s+/)
    .map(singular);
  const names = said.slice(1).flatMap((word, at) => synonyms(word).map((one) => `${said[at]}-${one}`));
  const called = candidates.filter(({ element }) => classesOf(element).some((name) => names.includes(singular(name))));
  return called.length === 0 ? candidates : called;
};

/** The words that authors of styles use for what people call otherwise. */
const synonyms = (word: string): readonly string[] =>
  /^(?:title|heading|headline|header)$/.test(word) ? ['title', 'heading', 'headline', 'header'] : [word];

const singular = (word: string): string => word.toLowerCase().replace(/(?<=[^s])s$/, '');

/** "The paragraphs of the article": those in an element of that name, where there are such. */
export const withinNamed = (phrase: string, candidates: readonly Candidate[]): readonly Candidate[] => {
  const name =
    /\s(?:of|in|inside|within)\s+(?:the |my |our |this )?(?<name>article|main|footer|aside|form|table)(?:\s+(?:part|text))?\b/i
      .exec(phrase)
      ?.groups?.['name']?.toLowerCase();
  const inside =
    name === undefined ? [] : candidates.filter(({ element }) => isInside(element, (one) => isHtml(one, name)));
  return inside.length === 0 ? candidates : inside;
};

/** Of icons in several lists those of the list that is announced by a word of the phrase; icons say nothing themselves. */
export const ofAnnouncedList = ({ tokens }: Target, candidates: readonly Candidate[]): readonly Candidate[] => {
  const best = bestOf(candidates);
  const mute = best.length > 1 && best.every(({ element }) => textOf(element) === '' && kindsOf(element).has('icon'));
  const announced = mute ? best.filter(({ element }) => announces(element, tokens)) : [];
  return announced.length === 0 ? candidates : announced;
};

const announces = (element: Element, tokens: readonly string[]): boolean => {
  const list = [...ancestors(element)].find((outer) => isHtml(outer, 'ul', 'ol', 'dl'));
  const parent = list?.parentNode;
  if (list === undefined || parent === null || parent === undefined || !isHtml(parent)) return false;
  const before = childElements(parent)[childElements(parent).indexOf(list) - 1];
  const said = before === undefined ? [] : tokensOf(textOf(before));
  return tokens.some((token) => said.includes(token));
};

/** The badge or disc on which an icon stands alone. */
export const discOf = (phrase: string, { page, element }: Thing): Thing => {
  const parent = element.parentNode;
  return /\b(?:badge|circle|disc|disk|bubble|dot)\b/i.test(phrase) &&
    kindsOf(element).has('icon') &&
    isAlone(element, parent)
    ? { page, element: parent }
    : { page, element };
};

const isAlone = (element: Element, parent: Element['parentNode']): parent is Element =>
  parent !== null &&
  isHtml(parent, 'div', 'span', 'a', 'p') &&
  classesOf(parent).length > 0 &&
  parent.childNodes.every((child) => child === element || ('value' in child && child.value.trim() === ''));
