import { isInside, nameWords, type Element } from '../html/elements.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import type { Kind } from '../outline/kind.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import type { Wish } from '../understanding/wish.ts';
import { wordsOfPage, type Touch } from './touched.ts';

interface Part {
  readonly name: RegExp;
  readonly is: (element: Element) => boolean;
}

const ofKind =
  (...kinds: readonly Kind[]) =>
  (element: Element): boolean =>
    kinds.some((kind) => kindsOf(element).has(kind));

const parts: readonly Part[] = [
  { name: /^(?:footer|bottom line)$/i, is: isFooter },
  {
    name: /^(?:menu|navigation|nav|nav ?bar|navigation bar|side ?bar|side menu|top bar|menu bar)$/i,
    is: (element) => isNavigation(element) || ofKind('menu')(element),
  },
];
const placed =
  /\b(?:in|into|to|from|of|off|on|at|within|inside)\s+(?:the|my|our)\s+(?:(?:main|top|side|site|page) )?(?<part>footer|menu|navigation bar|navigation|nav ?bar|nav|side ?bar|side menu|top bar|menu bar)(?!\s+(?:page|section))\b/gi;

/** The part of the page that a wish names and where nothing was changed. */
export const wrongPlace = (wish: Wish, touches: readonly Touch[]): string | undefined => {
  const named = new Set([...wish.clause.matchAll(placed)].map(({ groups }) => groups?.['part']?.toLowerCase() ?? ''));
  const [said] = named;
  const part = named.size === 1 ? parts.find(({ name }) => name.test(said ?? '')) : undefined;
  if (part === undefined) return undefined;
  const is = (element: Element): boolean => part.is(element) || nameWords(element).includes(said ?? '');
  const inside = (element: Element): boolean => is(element) || isInside(element, is);
  // The menu of a restaurant is a page.
  const ofPage = touches.some(({ page }) => wordsOfPage(page).includes(said ?? ''));
  return ofPage || touches.some(({ element }) => element === undefined || inside(element)) ? undefined : said;
};
