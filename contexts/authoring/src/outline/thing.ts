import {
  ancestors,
  attribute,
  childElements,
  classesOf,
  descendants,
  find,
  isElement,
  isHtml,
  isText,
  isUnread,
  nameWords,
  textOf,
  type Element,
} from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { isRepeated, kindsOf } from './kinds-of.ts';

/** An element of a page that people may speak of. */
export interface Thing {
  readonly page: Page;
  readonly element: Element;
}

/** Everything on a page that can be pointed at, in document order. */
export const thingsOf = (page: Page): readonly Thing[] => {
  const known = things.get(page);
  if (known !== undefined) return known;
  const found = [...readable(page.body)]
    .filter((element) => element.sourceCodeLocation && !isHtml(element, 'br', 'hr', 'wbr'))
    .map((element) => ({ page, element }));
  things.set(page, found);
  return found;
};

/** The words of the thing itself: what it says, and what its attributes say of it. */
export const ownWords = (element: Element): ReadonlySet<string> => {
  const known = own.get(element);
  if (known !== undefined) return known;
  const text = textOf(element);
  const words = new Set([
    ...tokensOf(text.length <= longest ? text : leadingText(element)),
    ...attributeWords(element),
    ...tokensOf(announcement(element)),
  ]);
  if (text.length <= longest / 4)
    for (const inner of descendants(element))
      for (const word of [...attributeWords(inner), ...tokensOf(ownText(inner))]) words.add(word);
  if (['ipsum', 'dolor', 'consectetur'].filter((word) => words.has(word)).length > 1)
    for (const word of latin) words.add(word);
  own.set(element, words);
  return words;
};

/** The words that a reader sees in an element; undefined if there are none. */
export const spokenWords = (element: Element): ReadonlySet<string> | undefined => {
  const text = textOf(element);
  if (text === '' || text.length > longest) return undefined;
  const known = spoken.get(element) ?? new Set(tokensOf(text));
  spoken.set(element, known);
  return known;
};

const spoken = new WeakMap<Element, ReadonlySet<string>>();

/** What an element says with its attributes: alt text, names, where it leads. */
export const attributeWords = (element: Element): readonly string[] => {
  const known = attributed.get(element);
  if (known !== undefined) return known;
  const words = [
    ...['alt', 'title', 'aria-label', 'placeholder', 'name', 'value', 'type', 'for'].map(
      (name) => attribute(element, name) ?? '',
    ),
    ...['href', 'src', 'action'].map((name) => addressWords(attribute(element, name) ?? '')),
    tellingNames(element)
      .filter((word) => !layoutWord.test(word))
      .join(' '),
  ].flatMap(tokensOf);
  attributed.set(element, words);
  return words;
};

const attributed = new WeakMap<Element, readonly string[]>();

/** Every word that anything on a page is known by. */
export const vocabularyOf = (page: Page): ReadonlySet<string> => {
  const known = vocabularies.get(page);
  if (known !== undefined) return known;
  const words = new Set(tokensOf(textOf(page.body)));
  for (const { element } of thingsOf(page))
    for (const word of [
      ...tokensOf(ownText(element)),
      ...attributeWords(element),
      ...tokensOf(announcement(element)),
      ...partWords(element),
    ])
      words.add(word);
  if (words.has('ipsum')) for (const word of latin) words.add(word);
  vocabularies.set(page, words);
  return words;
};

/** The words of what is around a thing: its card, its list item, the headings it stands under, its part of the page. */
export const aroundWords = (element: Element): readonly ReadonlySet<string>[] => {
  const known = around.get(element);
  if (known !== undefined) return known;
  const circles: ReadonlySet<string>[] = [];
  let inner = element;
  for (const outer of ancestors(element)) {
    if (outer.tagName === 'html') break;
    const [own, heading] = [circleOf(outer), tokensOf(headingBefore(outer, inner))];
    const words = heading.every((word) => own.has(word)) ? own : new Set([...own, ...heading]);
    if (words.size > 0) circles.push(words);
    inner = outer;
  }
  around.set(element, circles);
  return circles;
};

/** The words of an element that hold for everything in it. */
const circleOf = (outer: Element): ReadonlySet<string> => {
  const known = shared.get(outer);
  if (known !== undefined) return known;
  const words = new Set<string>(partWords(outer));
  const text = textOf(outer);
  const parted =
    isHtml(outer, 'body', 'main') || childElements(outer).filter((child) => /^h[1-6]$/.test(child.tagName)).length > 1;
  // What stands under several headings is not around all of it.
  if (!parted && (text.length <= longest / 2 || (isSmall(outer) && text.length <= longest)))
    for (const word of ownWords(outer)) words.add(word);
  for (const word of tokensOf(`${attribute(outer, 'id') ?? ''} ${announcement(outer)} ${opened(outer)}`))
    words.add(word);
  shared.set(outer, words);
  return words;
};

/** The heading of the dialog that a click on an element opens. */
const opened = (element: Element): string => {
  const reference = ['data-bs-target', 'data-target', 'href', 'aria-controls']
    .map((name) => attribute(element, name) ?? '')
    .find((value) => /^#?[A-Za-z][\w-]*$/.test(value));
  if (reference === undefined || !element.attrs.some(({ value }) => value === 'modal' || value === 'dialog')) return '';
  const root = [...ancestors(element)].at(-1);
  const id = reference.replace(/^#/, '');
  const dialog = root === undefined ? undefined : find(root, (one) => attribute(one, 'id') === id);
  return dialog === undefined ? '' : leadingText(dialog);
};

/** The words of an element's classes and id without those that colour its words and lines. */
const tellingNames = (element: Element): readonly string[] =>
  classesOf(element).some((name) => ofWords.test(name))
    ? [...classesOf(element).filter((name) => !ofWords.test(name)), attribute(element, 'id') ?? '']
        .flatMap((name) => name.toLowerCase().split(/[-_]+/))
        .filter((word) => word !== '')
    : nameWords(element);

/** The names of an element's own look and of what is around it: "the white table". */
export const paintedWords = (element: Element): ReadonlySet<string> => {
  const known = painted.get(element);
  if (known !== undefined) return known;
  const outer = element.parentNode !== null && isElement(element.parentNode) ? paintedWords(element.parentNode) : [];
  const words = new Set([...tellingNames(element), ...outer]);
  painted.set(element, words);
  return words;
};

const painted = new WeakMap<Element, ReadonlySet<string>>();

const ofWords = /^(?:text|border|placeholder|divide|ring|link|[a-z]+:.*)-|:/;

const shared = new WeakMap<Element, ReadonlySet<string>>();
/** The text of an element itself: between two cells without a space there are two words all the same. */
const ownText = (element: Element): string =>
  element.childNodes.map((child) => (isText(child) ? child.value : ' ')).join('');

const latin = ['latin', 'lorem', 'filler', 'dummy'];
const vocabularies = new WeakMap<Page, ReadonlySet<string>>();
const things = new WeakMap<Page, readonly Thing[]>();
const own = new WeakMap<Element, ReadonlySet<string>>();
const around = new WeakMap<Element, readonly ReadonlySet<string>[]>();
const longest = 1200;
/** So many neighbours back a heading is looked for. */
const farthest = 40;
const layoutWord =
  /^(?:col|row|container|px|py|mb|mt|my|mx|sm|md|lg|xl|xs|fa|fab|fas|far|text|d|flex|align|justify|w|h|is|has|\d+)$/;

function* readable(root: Element): Generator<Element> {
  for (const child of root.childNodes) {
    if (!isElement(child)) continue;
    if (isHtml(child, 'script', 'style', 'template', 'noscript', 'link', 'meta')) continue;
    yield child;
    if (!isUnread(child)) yield* readable(child);
  }
}

const isSmall = (element: Element): boolean => isHtml(element, 'li', 'tr') || isRepeated(element);

/** The comment right before an element, by which its author named it. */
const announcement = (element: Element): string => {
  const siblings = element.parentNode?.childNodes ?? [];
  for (let at = siblings.indexOf(element) - 1; at >= 0; at -= 1) {
    const before = siblings[at];
    if (before === undefined || isElement(before)) return '';
    if (before.nodeName === '#comment' && 'data' in before) return before.data.length < 60 ? before.data : '';
    if ('value' in before && before.value.trim() !== '') return '';
  }
  return '';
};

const leadingText = (element: Element): string => {
  const heading = find(element, (inner) => kindsOf(inner).has('heading'));
  return heading === undefined ? '' : textOf(heading);
};

/** The heading under which `inner` stands within `outer`: the last one before it that is not of a neighbour's own. */
const headingBefore = (outer: Element, inner: Element): string => {
  const children = childElements(outer);
  const at = children.indexOf(inner);
  for (let before = at - 1; before >= Math.max(0, at - farthest); before -= 1) {
    const sibling = children[before];
    if (sibling === undefined || sibling.tagName === 'li') continue;
    if (
      /^h[1-6]$/.test(sibling.tagName) ||
      (textOf(sibling).length < 80 && (kindsOf(sibling).has('heading') || kindsOf(sibling).has('subtitle')))
    )
      return textOf(sibling);
    if (isRepeated(sibling) && isRepeated(inner)) continue;
    if (isHtml(sibling, 'div', 'header', 'hgroup', 'p', 'a', 'dt') && textOf(sibling).length < 400) {
      const heading = isHtml(sibling, 'dt') ? sibling : find(sibling, (one) => /^h[1-6]$/.test(one.tagName));
      if (heading !== undefined) return textOf(heading);
    }
  }
  return '';
};

/** How people call the part of a page that an element is. */
const partWords = (element: Element): string[] => {
  const words = tellingNames(element)
    .filter((word) => !layoutWord.test(word))
    .flatMap(tokensOf);
  if (isNavigation(element) || kindsOf(element).has('menu'))
    words.push('menu', 'navigation', 'nav', 'bar', 'navbar', 'navigationbar');
  if (isHtml(element, 'nav', 'aside') || nameWords(element).includes('sidebar'))
    words.push('sidebar', 'side', 'sidemenu');
  if (isFooter(element)) words.push('footer', 'bottom', 'copyright');
  if (kindsOf(element).has('header')) words.push('header', 'hero', 'banner', 'masthead', 'intro', 'photo', 'top');
  if (isHtml(element, 'form')) words.push('form');
  if (isHtml(element, 'ul', 'ol', 'dl')) words.push('list');
  if (isHtml(element, 'table')) words.push('table');
  if (nameWords(element).includes('modal') || attribute(element, 'role') === 'dialog')
    words.push('popup', 'pop', 'modal', 'dialog');
  if (isRepeated(element)) words.push('card', 'box', 'tile');
  return words;
};

const addressWords = (address: string): string =>
  address
    .replace(/^(?:https?:\/\/)?(?:www\.)?/, '')
    .replace(/\.(?:html?|png|jpe?g|svg|gif|webp)\b/gi, ' ')
    .replace(/[#?&=/._-]+/g, ' ');
