import {
  nameWords,
  ancestors,
  attribute,
  childElements,
  descendants,
  findAll,
  isHtml,
  isInside,
  isText,
  textOf,
  type Element,
} from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import type { Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { blockOf, type Block } from '../outline/blocks.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import type { Candidate } from '../outline/resolve.ts';
import { titleOf } from '../outline/score.ts';
import type { Thing } from '../outline/thing.ts';
import { findText } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { soleQuote } from '../understanding/quotes.ts';
import type { Target } from '../understanding/target-phrase.ts';
import { agreement, tellingTokens } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import { unable, type Attempt } from './ability.ts';
import { editThings } from './edit-things.ts';
import { isSection } from './move-plan.ts';

/** What goes besides the thing itself. */
export interface Extent {
  /** Whether the entry that leads there goes, too. */
  readonly entry?: boolean;
}

/** What was said of what shall go. */
export interface Removal {
  readonly target: Target;
  readonly phrase: string;
  readonly extent?: Extent;
}

/** Takes things off their pages with all that loses its purpose without them. */
export const cut = (
  site: Site,
  things: readonly Thing[],
  { target, phrase, extent = {} }: Removal,
  wish: Wish,
): Attempt => {
  const literal = soleQuote(phrase.trim(), wish.quotes) ?? target.literals[0];
  if (things.some(({ element }) => isHtml(element, 'body', 'main', 'html'))) return unable('That is the whole page.');
  const entries = extent.entry ? things.flatMap(({ page, element }) => entriesFor(page, blockOf(element))) : [];
  if (extent.entry && entries.length === 0) return unable(`I find no entry of a menu for ${target.said}.`);
  return editThings(site, [...things, ...entries], `Removed ${target.said}`, (source, page, element) => {
    if (entries.some((entry) => entry.element === element)) return cutElement(source, page, element);
    if (isSection(target) || headsSection(element, target)) {
      for (const part of blockOf(element).elements) cutElement(source, page, part);
      return;
    }
    const [hit] =
      literal === undefined || target.kinds.length > 0
        ? []
        : findText(
            [page],
            literal,
            ({ run }) => run.block === element || isInside(element, (outer) => outer === run.block),
          );
    if (hit !== undefined && textOf(element).length > (literal ?? '').length + 2)
      return rewriteRange(source, page, hit, '');
    cutElement(source, page, shellOf(element, target));
  });
};

/** "Remove the commissions" means more than the heading that says so. */
const headsSection = (element: Element, { kinds, literals }: Target): boolean =>
  kinds.length + literals.length === 0 && isHtml(element, 'h2', 'h3') && itemNamedBy(element) === element;

/** Something this long goes only if it is called so, not because it has the words somewhere. */
const longest = 250;

/** A heading that says much besides what shall go is not meant by it. */
export const isNamed = ({ element }: Thing, { kinds, literals, tokens, said: phrase }: Target): boolean => {
  if (/\b(?:part|bit) (?:about|on|with)\b/i.test(phrase) && kinds.includes('section') && literals.length === 0) {
    const named = [...nameWords(element), ...tellingTokens(titleOf(element))];
    return tokens.some((token) => named.some((word) => agreement(token, word) > 0));
  }
  if (kinds.length + literals.length > 0) return true;
  if (childElements(element).length > 1 && textOf(element).length > longest) {
    const named = [...nameWords(element), ...tellingTokens(titleOf(element))];
    return 2 * tokens.filter((token) => named.some((word) => agreement(token, word) > 0)).length > tokens.length;
  }
  if (!/^h[1-6]$/.test(element.tagName)) return true;
  // What it costs is no part of a name.
  const said = tellingTokens(textOf(element)).filter((token) => !/\d/.test(token));
  return 2 * said.filter((word) => tokens.some((token) => agreement(token, word) > 0)).length >= said.length;
};

/** Things that go together are one: a list item and the link that is all that it holds. */
export const distinct = (candidates: readonly Candidate[], target: Target): Candidate[] => {
  const shells = new Set<Element>();
  return candidates.filter(({ element }) => {
    const shell = isSection(target) ? (blockOf(element).elements[0] ?? element) : shellOf(element, target);
    if (shells.has(shell)) return false;
    shells.add(shell);
    return true;
  });
};

/** The entries of the page's menus that lead to a part of it. */
const entriesFor = (page: Page, { elements, heading }: Block): Thing[] => {
  const ids = elements
    .flatMap((element) => [element, ...descendants(element)])
    .flatMap((element) => [attribute(element, 'id'), isHtml(element, 'a') ? attribute(element, 'name') : undefined])
    .filter((id) => id !== undefined);
  const inside = (element: Element): boolean =>
    isInside(element, (outer) => elements.includes(outer)) || elements.includes(element);
  const inMenu = (element: Element): boolean =>
    isInside(element, (outer) => kindsOf(outer).has('menu') || outer.tagName === 'aside');
  const links = findAll(page.body, (element) => isHtml(element, 'a') && inMenu(element) && !inside(element));
  const leading = links.filter((link) => ids.includes((attribute(link, 'href') ?? '').replace(/^#/, '')));
  const named = links.filter((link) => heading !== undefined && textOf(link) === textOf(heading));
  return (leading.length > 0 ? leading : named).map((link) => ({
    page,
    element: [...ancestors(link)].find((outer) => isHtml(outer, 'li') && textOf(outer) === textOf(link)) ?? link,
  }));
};

/** What goes with a thing: the list item around a link, the link around an icon, the item that holds nothing else. */
export const shellOf = (element: Element, { kinds }: Target): Element => {
  const row = kinds.length === 1 && kinds[0] === 'cell' ? undefined : rowAround(element);
  if (row !== undefined) return row;
  let shell: Element = kinds.length === 0 || kinds.includes('item') ? itemNamedBy(element) : element;
  for (const parent of ancestors(element)) {
    if (frames.has(parent.tagName)) break;
    if (isHtml(parent, 'a', 'button') && textOf(parent) === textOf(element) && textOf(element) !== '') {
      shell = parent;
      continue;
    }
    const others = parent.childNodes.filter(
      (child) => child !== shell && (isText(child) ? child.value.trim() !== '' : child.nodeName !== '#comment'),
    );
    if (others.length > 0) break;
    const last =
      isHtml(parent, 'ul', 'ol', 'div') &&
      !kinds.includes('item') &&
      childElements(parent).length === 1 &&
      !isHtml(parent, 'div');
    if (last) break;
    if (isHtml(parent, 'div') && kindsOf(parent).has('section') && attribute(parent, 'id') !== undefined) break;
    shell = parent;
  }
  return shell;
};

/** A cell does not go alone. */
const rowAround = (element: Element): Element | undefined =>
  isHtml(element, 'td', 'th') ? [...ancestors(element)].find((outer) => isHtml(outer, 'tr')) : undefined;

/** The item or card whose heading this is. */
const itemNamedBy = (element: Element): Element => {
  if (!kindsOf(element).has('heading')) return element;
  const item = [...ancestors(element)].find(
    (outer) => isHtml(outer, 'li', 'tr', 'article') || (isRepeated(outer) && !isHtml(outer, 'section')),
  );
  return item !== undefined && textOf(item).length < 1500 ? item : element;
};

const frames = new Set(['body', 'main', 'section', 'nav', 'footer', 'header', 'form', 'table', 'tbody', 'article']);
