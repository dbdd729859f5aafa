import { ancestors, childElements, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { blockOf } from '../outline/blocks.ts';
import { isRepeated, kindsOf, signature } from '../outline/kinds-of.ts';
import { candidatesFor } from '../outline/resolve.ts';
import type { SaidPlace } from '../understanding/places.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { tokensOf } from '../understanding/tokens.ts';

/** What is moved, and beside which neighbour it goes. */
export interface MovePlan {
  readonly unit: readonly Element[];
  readonly at: readonly Element[];
  readonly side: 'before' | 'after';
}

/** What is moved with a thing: the list item or card around it, the section under a heading. */
export const unitOf = (element: Element, target: Target): readonly Element[] | undefined => {
  if (isSection(target)) return blockOf(element).elements;
  const chain = [element, ...ancestors(element)];
  const unit =
    chain.slice(0, 7).find((one) => isHtml(one, 'li', 'tr', 'option') && hasAlikeNeighbours(one)) ??
    chain.find((one) => isHtml(one, 'section') || (isRepeated(one) && !signature(one).endsWith('.'))) ??
    chain.find(
      (one) => isHtml(one, 'li', 'tr') || isRepeated(one) || (isHtml(one, ...plain) && hasAlikeNeighbours(one)),
    );
  return unit === undefined ? undefined : [unit];
};

/** How a thing comes to the place that was said; undefined if its page has no such place. */
export const planMove = (
  page: Page,
  element: Element,
  target: Target,
  place: SaidPlace,
  quotes: readonly string[],
): MovePlan | undefined => {
  const unit = unitOf(element, target);
  if (place.side === 'start-of' || place.side === 'end-of') {
    const [first] = unit ?? [];
    const [parent] = first === undefined ? [] : ancestors(first);
    if (unit === undefined || first === undefined || parent === undefined) return undefined;
    const alike = childElements(parent).filter((one) => one.tagName === first.tagName);
    const row = isRepeated(first) ? alike.filter((one) => signature(one) === signature(first)) : alike;
    const at = place.side === 'start-of' ? row[0] : row.at(-1);
    return at === undefined ? undefined : { unit, at: [at], side: place.side === 'start-of' ? 'before' : 'after' };
  }
  const side = place.side === 'before' ? 'before' : 'after';
  const read = readTarget(place.by, quotes);
  const goal = read.tokens.length + read.literals.length > 0 ? read : { ...read, tokens: tokensOf(place.by) };
  const goals = candidatesFor([page], {
    ...goal,
    kinds: isSection(goal) || isSection(target) ? goal.kinds : [],
  }).filter((one) => one.element !== element && !isInside(one.element, (outer) => outer === element));
  const [likeliest] = goals;
  const near = goals
    .filter(({ score }) => likeliest !== undefined && score > likeliest.score - 0.3)
    .flatMap(({ element: other }): (MovePlan & { depth: number })[] => {
      const pair = neighbours(element, other);
      if (pair === undefined || textOf(pair.one).length > textOf(page.body).length * 0.7) return [];
      if (!isMovable(pair.one) || (isInside(pair.one, isHeld) && !isInside(pair.other, isHeld))) return [];
      return [{ ...widened(pair.one, pair.other, target), side, depth: pair.depth }];
    })
    .toSorted((a, b) => b.depth - a.depth)[0];
  return near;
};

/** Headings of a row of neighbours take what is under them along. */
const widened = (one: Element, other: Element, target: Target): Pick<MovePlan, 'unit' | 'at'> => {
  const alone = isSection(target) || (/^h[1-6]$/.test(one.tagName) && /^h[1-6]$/.test(other.tagName));
  return alone ? { unit: blockOf(one).elements, at: blockOf(other).elements } : { unit: [one], at: [other] };
};

/** The two neighbours that hold one thing and the other. */
const neighbours = (a: Element, b: Element): { one: Element; other: Element; depth: number } | undefined => {
  const [left, right] = [
    [a, ...ancestors(a)],
    [b, ...ancestors(b)],
  ];
  const common = left.find((one) => right.includes(one));
  if (common === undefined || common === a || common === b) return undefined;
  const [one, other] = [left[left.indexOf(common) - 1], right[right.indexOf(common) - 1]];
  return one === undefined || other === undefined
    ? undefined
    : { one, other, depth: left.length - left.indexOf(common) };
};

const isMovable = (element: Element): boolean => !isHtml(element, 'head', 'body', 'main', 'nav', 'td', 'th');

const isHeld = (element: Element): boolean => kindsOf(element).has('menu');

export const isSection = ({ kinds, tokens }: Target): boolean =>
  kinds.includes('section') || tokens.includes('section');

const plain = ['a', 'button', 'p', 'div'];

const hasAlikeNeighbours = (element: Element): boolean =>
  [...ancestors(element)]
    .slice(0, 1)
    .some((parent) => childElements(parent).filter((sibling) => sibling.tagName === element.tagName).length > 1);
