import { descendants, textOf, type Element } from '../html/elements.ts';
import { signature } from '../outline/kinds-of.ts';
import { thingsOf, type Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';
import { isShared } from './choose-thing.ts';

/**
 * The same thing on the other pages too, where a wish does not say on which page and the thing is of the part that all
 * pages share: a menu, a footer.
 */
export const withTwins = (site: Site, wish: Wish, things: readonly Thing[]): readonly Thing[] => {
  if (
    (wish.scope.type !== 'unsaid' && wish.scope.type !== 'site') ||
    wish.picked.length > 0 ||
    things.length === 0 ||
    !things.every(({ element }) => isShared(element))
  )
    return things;
  const known = new Set(things.map(({ element }) => element));
  const keys = new Set(things.map(keyOf));
  const pages = new Set(things.map(({ page }) => page));
  const twins = site.pages
    .filter((page) => !pages.has(page))
    .flatMap((page) =>
      thingsOf(page).filter((thing) => !known.has(thing.element) && isShared(thing.element) && keys.has(keyOf(thing))),
    );
  return [...things, ...twins];
};

const keyOf = ({ element }: Thing): string =>
  `${signature(element)} ${textOf(element)} ${textOf(element) === '' ? [element, ...descendants(element)].map(looksLike).join(' ') : ''}`;

/** What tells pictures and icons apart; addresses within the site differ from folder to folder. */
const looksLike = ({ tagName, attrs }: Element): string =>
  `${tagName} ${attrs
    .filter(({ name, value }) => name !== 'href' || /^\w+:/.test(value))
    .map(({ name, value }) => `${name}=${value.split('/').at(-1)}`)
    .join(' ')}`;
