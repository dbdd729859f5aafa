import {
  ancestors,
  attribute,
  childElements,
  classesOf,
  find,
  isHtml,
  isInside,
  nameWords,
  textOf,
  type Element,
} from '../html/elements.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import type { Kind } from './kind.ts';

const buttonWord = /^(?:btn|button|cta)$/;
const headerWord = /^(?:hero|masthead|banner|jumbotron|intro|header)$/;

/** Everything that an element may be taken for. */
export const kindsOf = (element: Element): ReadonlySet<Kind> => {
  const known = memo.get(element);
  if (known !== undefined) return known;
  const kinds = new Set<Kind>(byTag[element.tagName] ?? []);
  for (const [kind, test] of tests) if (test(element)) kinds.add(kind);
  memo.set(element, kinds);
  return kinds;
};

const memo = new WeakMap<Element, ReadonlySet<Kind>>();

const byTag: Readonly<Record<string, readonly Kind[]>> = {
  h1: ['heading'],
  h2: ['heading'],
  h3: ['heading'],
  h4: ['heading'],
  h5: ['heading'],
  h6: ['heading'],
  p: ['paragraph'],
  a: ['link'],
  button: ['button'],
  img: ['image'],
  picture: ['image'],
  figure: ['image'],
  ul: ['list'],
  ol: ['list'],
  dl: ['list'],
  li: ['item'],
  dt: ['item'],
  dd: ['paragraph'],
  tr: ['row', 'item'],
  td: ['cell'],
  th: ['cell'],
  table: ['table'],
  section: ['section'],
  article: ['section', 'item'],
  form: ['form'],
  textarea: ['field'],
  select: ['field'],
  label: ['label'],
  option: ['option', 'item'],
  nav: ['menu'],
  header: ['header'],
  iframe: ['video'],
  video: ['video'],
  embed: ['video'],
  blockquote: ['quote', 'paragraph'],
  pre: ['code'],
  code: ['code'],
  svg: ['icon', 'image'],
  address: ['paragraph'],
  figcaption: ['paragraph'],
  small: ['paragraph'],
};

const has = (element: Element, pattern: RegExp): boolean => nameWords(element).some((word) => pattern.test(word));

const tests: readonly (readonly [Kind, (element: Element) => boolean])[] = [
  ['button', (element) => isHtml(element, 'a', 'input', 'label') && has(element, buttonWord)],
  [
    'button',
    (element) => isHtml(element, 'input') && /^(?:submit|button|reset)$/.test(attribute(element, 'type') ?? ''),
  ],
  [
    'field',
    (element) => isHtml(element, 'input') && !/^(?:submit|button|reset|hidden)$/.test(attribute(element, 'type') ?? ''),
  ],
  [
    'menu',
    (element) =>
      isNavigation(element) ||
      (isHtml(element, 'ul', 'div', 'aside') && has(element, /^(?:nav|menu|navbar|sidebar)$/) && holdsLink(element)),
  ],
  ['footer', isFooter],
  ['header', (element) => isHtml(element, 'div', 'section', 'header') && has(element, headerWord)],
  ['brand', (element) => isHtml(element, 'a', 'div', 'span', 'h1') && has(element, /^(?:brand|logo|sitename)$/)],
  ['brand', leadsBar],
  [
    'icon',
    (element) =>
      isHtml(element, 'i', 'span') &&
      textOf(element) === '' &&
      has(element, /^(?:icon|fa|fas|fab|far|glyphicon|bi|material)$/),
  ],
  [
    'heading',
    (element) =>
      isShort(element) &&
      isHtml(element, 'div', 'p', 'span') &&
      has(element, /^(?:heading|headline|title)$/) &&
      !has(element, /^(?:sub|subheading|subtitle)$/),
  ],
  [
    'subtitle',
    (element) =>
      isShort(element) && has(element, /^(?:subheading|subtitle|tagline|lead|subheader|sub|slogan|subtext)$/),
  ],
  ['paragraph', (element) => isHtml(element, 'div', 'span', 'td') && holdsOwnWords(element)],
  ['item', isRepeated],
  [
    'section',
    (element) =>
      isHtml(element, 'div', 'main', 'aside', 'header', 'footer') &&
      (attribute(element, 'id') !== undefined || classesOf(element).length > 0) &&
      holdsHeading(element),
  ],
  [
    'option',
    (element) =>
      isHtml(element, 'label') &&
      childElements(element).some(
        (child) => isHtml(child, 'input') && /^(?:radio|checkbox)$/.test(attribute(child, 'type') ?? ''),
      ),
  ],
  ['quote', (element) => has(element, /^(?:quote|testimonial)$/)],
];

/** A menu of dishes leads nowhere. */
const holdsLink = (element: Element): boolean => find(element, (inner) => isHtml(inner, 'a', 'button')) !== undefined;

const isShort = (element: Element): boolean => textOf(element).length < 300;

const holdsOwnWords = (element: Element): boolean =>
  element.childNodes.some((child) => child.nodeName === '#text' && 'value' in child && child.value.trim() !== '');

const holdsHeading = (element: Element): boolean =>
  childElements(element).some(
    (child) =>
      /^h[1-6]$/.test(child.tagName) ||
      (isHtml(child, 'div', 'header') &&
        childElements(child).some(
          (inner) =>
            /^h[1-6]$/.test(inner.tagName) || childElements(inner).some((deep) => /^h[1-6]$/.test(deep.tagName)),
        )),
  );

/** The first link of a bar, before its list of entries: by habit the name of the site. */
function leadsBar(element: Element): boolean {
  if (!isHtml(element, 'a') || isInside(element, (outer) => isHtml(outer, 'li'))) return false;
  const bar = [...ancestors(element)].find(
    (outer) => isNavigation(outer) || (isHtml(outer, 'div', 'header') && has(outer, /^(?:nav|navbar|topbar)$/)),
  );
  return bar !== undefined && find(bar, (inner) => isHtml(inner, 'a')) === element && !isInside(element, isFooter);
}

/** One of several neighbours made alike: a card, a column, a tile. */
export function isRepeated(element: Element): boolean {
  const parent = element.parentNode;
  if (parent === null || !isHtml(parent) || !isHtml(element, 'div', 'article', 'section', 'a', 'figure', 'blockquote'))
    return false;
  if (childElements(element).length === 0 && !isHtml(element, 'a')) return false;
  return (alikeIn(parent).get(signature(element)) ?? 0) > 1;
}

const alike = new WeakMap<Element, ReadonlyMap<string, number>>();

/** How many children of each signature an element has. */
const alikeIn = (parent: Element): ReadonlyMap<string, number> => {
  const known = alike.get(parent);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const child of childElements(parent)) counts.set(signature(child), (counts.get(signature(child)) ?? 0) + 1);
  alike.set(parent, counts);
  return counts;
};

/** By tag and classes; classes that count or place an element are left out. */
export const signature = (element: Element): string =>
  `${element.tagName}.${classesOf(element)
    .map((name) => name.replace(/[-_]?\d+$/, ''))
    .filter((name) => !/^(?:[a-z]+:)?-?[mp][trblxyse]?$/.test(name))
    .filter((name) => !/^$|\d|^(?:active|first|last|mb|mt|m|p|even|odd|current|order|offset)(?:-|$)/.test(name))
    .toSorted()
    .join('.')}`;
