import { setAttribute } from '../html/attributes.ts';
import { attribute, isHtml, textOf, type Element } from '../html/elements.ts';
import { rewriteElement, rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import type { Thing } from '../outline/thing.ts';
import { findText, type TextHit } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import type { Saying } from '../understanding/assignments.ts';
import { soleQuote, spokenText } from '../understanding/quotes.ts';
import type { Target } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Attempt } from './ability.ts';
import { editThings } from './edit-things.ts';

export const sayIn = (site: Site, things: readonly Thing[], target: Target, saying: Saying, wish: Wish): Attempt => {
  const value = valueText(wish, saying.value);
  const refused = things.map((thing) => placeIn(thing, target)).find((one) => typeof one === 'string');
  if (typeof refused === 'string') return unable(refused);
  return editThings(site, things, `Changed ${target.said} to "${value}"`, (source, page, element) => {
    const hint = hintOf(element);
    if (hint !== undefined) return setAttribute(source, page, element, hint, value);
    const place = placeIn({ page, element }, target);
    if (typeof place === 'string') return undefined;
    if ('run' in place)
      return rewriteRange(
        source,
        page,
        place,
        withEnding(value, place.run.text.slice(place.start, place.end), wish, saying),
      );
    return rewriteElement(source, page, place, withEnding(value, textOf(place), wish, saying));
  });
};

/** Where in a thing the words go: the part that was quoted, or the whole of what it says; else why there is no telling. */
const placeIn = (
  { page, element }: Thing,
  { literals }: Target,
): Element | Pick<TextHit, 'run' | 'start' | 'end'> | string => {
  if (hintOf(element) !== undefined) return element;
  const [literal] = literals;
  const runs = textRuns(page, element);
  if (literal !== undefined) {
    const [hit] = findText(
      [page],
      literal,
      (one) => runs.some((run) => run.text === one.run.text) && within(one.run.block, element),
    );
    if (hit !== undefined) return hit;
  }
  if (runs.length <= 1 || kindsOf(element).has('heading') || isHtml(element, 'p')) return element;
  return `There is more than one text in "${textOf(element).slice(0, 60)}". Say which words shall change.`;
};

const within = (inner: Element, outer: Element): boolean => {
  for (
    let at: Element | null = inner;
    at !== null;
    at = at.parentNode && 'tagName' in at.parentNode ? at.parentNode : null
  )
    if (at === outer) return true;
  return false;
};

/** The attribute in which a field shows words. */
export const hintOf = (element: Element): string | undefined => {
  if (!isHtml(element, 'input', 'textarea')) return undefined;
  if (/^(?:submit|button|reset)$/.test(attribute(element, 'type') ?? '')) return 'value';
  return attribute(element, 'placeholder') === undefined ? undefined : 'placeholder';
};

/** A sentence keeps its full stop where it takes the place of a sentence. */
export const withEnding = (value: string, old: string, wish: Wish, saying: Saying): string => {
  const said = spokenText(saying.value, wish.quotes).trim();
  return soleQuote(saying.value.trim(), wish.quotes) === undefined && said === `${value}.` && /[.!?…]$/.test(old.trim())
    ? said
    : value;
};
