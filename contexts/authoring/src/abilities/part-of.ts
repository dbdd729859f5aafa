import { ancestors, find, isHidden, isHtml, isInside, nameWords, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { textRuns } from '../html/text-runs.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import { aroundWords, ownWords, thingsOf, vocabularyOf } from '../outline/thing.ts';
import { isFooter, isNavigation, mainHeading } from '../site/landmarks.ts';
import { bestAmong, kinOf, type Kin } from '../understanding/tokens.ts';

/** What of a thing is meant: the words that name it, the words that tell of it, or what one presses. */
export type PartKind = 'heading' | 'text' | 'button' | 'label';

export interface PartAsked {
  readonly kind: PartKind;
  /** The words that say of which thing it is a part. */
  readonly tokens: readonly string[];
  /** Which of several things alike, and which of several parts of one thing. */
  readonly nthThing?: number | undefined;
  readonly nthPart?: number | undefined;
}

export interface Part {
  readonly page: Page;
  readonly element: Element;
  readonly score: number;
}

/** The parts of things on a page that may be meant, the likeliest first. */
export const partsMeant = (page: Page, asked: PartAsked): readonly Part[] => {
  const kin = asked.tokens.map((token) => kinOf(token, vocabularyOf(page))).filter((one) => one.length > 0);
  if (kin.length === 0 && asked.tokens.length > 0) return [];
  if (kin.length * 2 < asked.tokens.length) return [];
  const parts = thingsOf(page).filter(({ element }) => isPart(element, asked.kind));
  const shown = parts.filter(({ element }) => !isUnshown(element));
  const scored = (shown.length > 0 ? shown : parts)
    .map(({ element }) => ({ page, element, score: fit(element, kin) * known(asked, kin) }))
    .filter(({ score }) => score >= (asked.tokens.length === 0 ? 0 : least));
  if (asked.nthThing !== undefined) return nthThing(scored, asked.nthThing);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const near = scored.filter(({ score }) => score > best - 0.02);
  if (asked.nthPart !== undefined) {
    const counted = scored.filter(({ element, score }) => score > best - 0.15 && !isInside(element, isFooter));
    const one = (counted.length > 0 ? counted : near).at(asked.nthPart > 0 ? asked.nthPart - 1 : asked.nthPart);
    return one === undefined ? [] : [one];
  }
  return asked.kind === 'text' ? longestOfEach(near) : near;
};

const least = 0.55;

/** A message that waits for something to go wrong. */
const isUnshown = (element: Element): boolean => {
  const hides = (one: Element): boolean => {
    const names = nameWords(one);
    return (
      names.some((name) => /^(?:none|hidden|hide)$/.test(name)) &&
      !names.some((name) => /^(?:block|flex|inline|grid)$/.test(name))
    );
  };
  return hides(element) || isInside(element, hides);
};

/** Words that stand nowhere on the page make it less sure. */
const known = ({ tokens }: PartAsked, kin: readonly Kin[]): number =>
  tokens.length === 0 ? 1 : 1 - 0.25 * (1 - kin.length / tokens.length);

const fit = (element: Element, kin: readonly Kin[]): number => {
  if (kin.length === 0) return 1;
  const circles = [ownWords(element), ...aroundWords(element)];
  const found = kin.map((one) => Math.max(0, ...circles.map((circle, at) => bestAmong(one, circle) * (1 - 0.06 * at))));
  const weakest = Math.min(...found);
  return weakest === 0 && kin.length < 3 ? 0 : found.reduce((sum, one) => sum + one, 0) / kin.length;
};

const isPart = (element: Element, kind: PartKind): boolean => {
  const kinds = kindsOf(element);
  if (textOf(element) === '' || isInside(element, isNavigation)) return false;
  switch (kind) {
    case 'heading':
      return kinds.has('heading') && !kinds.has('section');
    case 'button':
      return kinds.has('button') || isHtml(element, 'button');
    case 'label':
      return isHtml(element, 'label');
    case 'text':
      return isText(element);
  }
};

/** A text of its own that is neither a heading nor something to press. */
const isText = (element: Element): boolean => {
  const kinds = kindsOf(element);
  if (kinds.has('heading') || kinds.has('button') || kinds.has('code') || isHtml(element, 'a', 'label', 'option'))
    return false;
  return (
    (isHtml(element, 'p', 'blockquote') || kinds.has('subtitle') || holdsRun(element)) &&
    textOf(element).split(' ').length > 2
  );
};

const holdsRun = (element: Element): boolean =>
  isHtml(element, 'div', 'li', 'dd', 'td', 'h2', 'h3', 'h4', 'span') &&
  element.childNodes.some(
    (child) => child.nodeName === '#text' && 'value' in child && child.value.trim().split(/\s+/).length > 2,
  );

/** Of the texts of one thing the longest is what tells of it. */
const longestOfEach = (parts: readonly Part[]): readonly Part[] => {
  const byThing = Map.groupBy(parts, ({ element }) => thingAround(element) ?? element.parentNode);
  return [...byThing.values()].map((own) =>
    own.reduce((best, one) => (textOf(one.element).length > textOf(best.element).length ? one : best)),
  );
};

const nthThing = (parts: readonly Part[], position: number): readonly Part[] => {
  const ofThings = parts.filter(({ element }) => thingAround(element) !== undefined);
  const lists = Map.groupBy(ofThings, ({ element }) => thingAround(element)?.parentNode);
  const best = Math.max(0, ...ofThings.map(({ score }) => score));
  const found = [...lists.values()]
    .filter((own) => own.some(({ score }) => score > best - 0.1))
    .toSorted((a, b) => meanOf(b) - meanOf(a))
    .flatMap((own): Part[] => {
      const things = [...Map.groupBy(own, ({ element }) => thingAround(element)).values()];
      const parts_ = things.at(position > 0 ? position - 1 : position);
      return things.length < 2 || parts_ === undefined ? [] : longestOfEach(parts_).slice(0, 1);
    });
  const titled = found.filter(({ element }) => hasHeading(thingAround(element)));
  return (titled.length > 0 ? titled : found).slice(0, 1);
};

/** A card has a heading; a row of figures has none. */
const hasHeading = (thing: Element | undefined): boolean =>
  thing !== undefined && find(thing, (inner) => kindsOf(inner).has('heading')) !== undefined;

const meanOf = (parts: readonly Part[]): number => parts.reduce((sum, { score }) => sum + score, 0) / parts.length;

/** The card, item or row that an element is a part of. */
export const thingAround = (element: Element): Element | undefined => {
  for (const outer of [element, ...ancestors(element)]) {
    if (isHtml(outer, 'body', 'main')) return undefined;
    if (isHtml(outer, 'li', 'tr', 'article') || (isRepeated(outer) && !isHtml(outer, 'section'))) return outer;
  }
  return undefined;
};

/** What the thing around a name says besides it. */
export const textBeside = (page: Page, name: Element): Element | undefined => {
  const texts = (thing: Element): Element[] =>
    thingsOf(page)
      .map(({ element }) => element)
      .filter(
        (element) =>
          isInside(element, (outer) => outer === thing) &&
          element !== name &&
          isText(element) &&
          !textOf(element).includes(textOf(name)),
      );
  const thing = [...ancestors(name)].find((outer) => texts(outer).length > 0);
  return thing === undefined || isHtml(thing, 'body', 'main')
    ? undefined
    : texts(thing).reduce((best, one) => (textOf(one).length > textOf(best).length ? one : best));
};

/** The first text after an element that is no heading and nothing to press. */
export const textAfter = (page: Page, anchor: Element): Element | undefined => {
  const end = anchor.sourceCodeLocation?.endOffset ?? 0;
  return thingsOf(page).find(
    ({ element }) =>
      (element.sourceCodeLocation?.startOffset ?? 0) >= end &&
      (isText(element) || kindsOf(element).has('subtitle') || isHtml(element, 'h2', 'h3', 'h4', 'p')) &&
      textOf(element) !== '' &&
      textRuns(page, element).length === 1 &&
      !isHidden(element) &&
      !isInside(element, isFooter),
  )?.element;
};

/** The first text of what a page has to say, past its heading. */
export const openingText = (page: Page): Element | undefined => {
  const heading = mainHeading(page);
  const after = heading?.sourceCodeLocation?.endOffset ?? 0;
  const inHead = (element: Element): boolean => kindsOf(element).has('header') || isHtml(element, 'header');
  const texts = thingsOf(page).filter(
    ({ element }) =>
      isHtml(element, 'p') && textOf(element).length > 40 && !isInside(element, isFooter) && !isHidden(element),
  );
  return (
    texts.find(
      ({ element }) => (element.sourceCodeLocation?.startOffset ?? 0) >= after && !isInside(element, inHead),
    ) ?? texts[0]
  )?.element;
};
