import { isHtml, isInside, type Element } from '../html/elements.ts';
import { isRepeated } from '../outline/kinds-of.ts';
import { titleOf } from '../outline/score.ts';
import { thingsOf } from '../outline/thing.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { tellingTokens, tokensOf } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Touch } from './touched.ts';

const possessed = /(?<owner>\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+){0,2})['’]s\s+\p{L}/gu;

/** "Ida's text" where a card is called Ida, and the change is not in that card. */
export const ownerElsewhere = (wish: Wish, site: Site, touches: readonly Touch[]): string | undefined => {
  // What goes says itself whose it is.
  if (touches.every(({ written }) => written.trim() === '')) return undefined;
  for (const { groups } of wish.clause.matchAll(possessed)) {
    const owner = groups?.['owner'] ?? '';
    const cards = cardsCalled(site, owner);
    const isCard = (element: Element): boolean => cards.includes(element);
    if (
      cards.length > 0 &&
      !touches.some(({ element }) => element !== undefined && (isCard(element) || isInside(element, isCard)))
    )
      return owner;
  }
  return undefined;
};

const cardsCalled = (site: Site, owner: string): readonly Element[] => {
  const tokens = tellingTokens(owner);
  return site.pages
    .flatMap(thingsOf)
    .map(({ element }) => element)
    .filter(
      (element) =>
        (isHtml(element, 'li', 'article', 'tr') || isRepeated(element)) &&
        !isInside(element, isNavigation) &&
        !isInside(element, isFooter) &&
        named(titleOf(element), tokens),
    );
};

const named = (title: string, tokens: readonly string[]): boolean => {
  const words = tokensOf(title);
  return tokens.length > 0 && words.length <= tokens.length + 2 && tokens.every((token) => words.includes(token));
};
