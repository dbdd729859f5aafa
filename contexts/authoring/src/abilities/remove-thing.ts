import {
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
import { rewriteRange } from '../html/rewrite-text.ts';
import type { Page } from '../html/page.ts';
import { blockOf, type Block } from '../outline/blocks.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import { findText } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { soleQuote } from '../understanding/quotes.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { clausesOf } from './clauses-of.ts';
import type { Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const verb =
  '(?:remove|delete|drop|erase|cut|scrap|ditch|hide|strike|kill|leave out|take out|take down|take away|throw out|throw away|kick out|get rid of|away with|out with|lose|clear|omit|wipe|eliminate|no more|do away with)';
const forms: readonly RegExp[] = [
  new RegExp(`^(?:please\\s+)?${verb}\\s+(?<what>.+)$`, 'i'),
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+)\s+(?:out of|off|out from|away from|from)\s+(?<where>.+)$/i,
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+?)\s+(?:out|off|away|down)$/i,
  /^(?<what>.+?)\s+(?:can|may|should|must|shall|has to|have to|needs to|ought to)\s+(?:go|disappear|vanish|be removed|be deleted|be dropped|be taken out|come out|leave)(?:\s+(?:away|now|too|as well))?(?:\s+(?:from|off|out of)\s+(?<where>.+))?$/i,
  /^(?<where>.+?)\s+without\s+(?<what>.+?)(?:\s+please)?$/i,
  /^(?<what>[\w\s\uE000-\uEFFF-]{2,40}?)\s+(?:out of|off|away from)\s+(?<where>.+?)(?:\s+please)?$/i,
  /^no\s+(?:more )?(?<what>[^,;:]{3,60}?)(?:\s+(?:any ?more|any longer|please|here))?$/i,
  new RegExp(
    `^(?<what>[^,;:]+?)\\s+(?:is|are|makes?|has|have|looks?)\\s[^,;:]*,\\s+(?:please\\s+)?${verb}(?:\\s+(?:it|them|that|please))*$`,
    'i',
  ),
  /^(?:i|we)\s+(?:do not|don't|don’t|no longer)\s+(?:need|want|like|have)\s+(?<what>.+?)(?:\s+any ?more|\s+any longer)?$/i,
];

/** Takes things off pages: words, links, pictures, list items, cards, rows, whole sections. */
export const removeThing: Ability = {
  topics: ['remove', 'delete', 'drop', 'hide', 'without', 'section', 'item', 'card', 'image'],

  examples: () => [],

  read: (wish, site) => [...picked(wish, site), ...clausesOf(wish).flatMap((clause) => fromClause(clause, wish, site))],
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of forms) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const { what = '', where } = groups;
    const phrase = what
      .replace(/\s+(?:please|too|as well|completely|entirely|whole)$/i, '')
      .replace(/^(?:the )?(?:whole|entire|complete) /i, '');
    if (
      /\b(?:everything|all (?:the )?(?:files|pages)|whole (?:site|page)|entire (?:site|page)|site|website)\b$/i.test(
        phrase,
      )
    )
      return [];
    return removals(phrase, where, wish, site);
  }
  return [];
};

const removals = (phrase: string, where: string | undefined, wish: Wish, site: Site): Proposal[] => {
  const placed = (one: string): string => (where === undefined ? one : `${one} in ${where}`);
  const companion = withEntry.exec(phrase)?.groups?.['what'];
  if (companion !== undefined) return removal(placed(companion), wish, site, { entry: true });
  const whole = removal(placed(phrase), wish, site, {});
  const parts = partsOf(phrase);
  if (parts.length < 2) return whole;
  const each = parts.map((part) => onlyOne(placed(inherit(part, phrase)), wish, site));
  const shells = each.flatMap((one) =>
    one === undefined ? [] : [{ page: one.thing.page, element: shellOf(one.thing.element, one.target) }],
  );
  if (shells.length < parts.length || new Set(shells.map(({ element }) => element)).size < parts.length) return whole;
  return [
    {
      score: 0.935,
      attempt: () =>
        editThings(site, withTwins(site, wish, shells), `Removed ${parts.join(' and ')}`, (source, page, element) =>
          cutElement(source, page, element),
        ),
    },
    ...whole,
  ];
};

const withEntry =
  /^(?<what>.+?)\s*(?:,\s*)?(?:together with|along with|and(?: also)?|with|including)\s+(?:the |its |their |that |also )*(?:own |matching |corresponding |menu )*(?:entry|entries|link|line|item|point|button)(?:\s+(?:to it|for it))?(?:\s+(?:in|on|from|of|out of)\s+.*\b(?:menu|bar|navigation|nav|navbar|sidebar)\b.*)$/i;

/** What a phrase lists: "the photo and the caption under it". */
const partsOf = (phrase: string): readonly string[] =>
  phrase
    .replace(/^(?:both|all(?: two| three| four)?)\s+/i, '')
    .split(/\s*,\s+(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+as well as\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** "Team and Help in the menu": the place said last is that of every part. */
const inherit = (part: string, phrase: string): string => {
  const end = /\s(?:in|on|of|from|out of)\s+(?<where>[^,]+)$/i.exec(phrase)?.groups?.['where'];
  return end === undefined || part.endsWith(end) || /\b(?:it|them)\b/.test(end) ? part : `${part} in ${end}`;
};

interface Meant {
  readonly target: Target;
  readonly thing: Thing;
}

/** The one thing that a part of a list means. */
const onlyOne = (phrase: string, wish: Wish, site: Site): Meant | undefined => {
  const target = readTarget(
    phrase.replace(/\s+(?:below|under|beneath|beside|next to|above) (?:it|them)$/i, ''),
    wish.quotes,
  );
  if (target.kinds.length + target.tokens.length + target.literals.length === 0) return undefined;
  const things = distinct(bestOf(searchSite(site, wish, target)), target);
  const [thing, ...others] = things;
  return thing === undefined || others.length > 0 ? undefined : { target, thing };
};

interface Extent {
  /** Whether the entry that leads there goes, too. */
  readonly entry?: boolean;
}

const removal = (phrase: string, wish: Wish, site: Site, extent: Extent): Proposal[] => {
  const target = readTarget(phrase, wish.quotes);
  if (target.kinds.length + target.tokens.length + target.literals.length === 0) return [];
  if (target.kinds.includes('page')) return [];
  const candidates = distinct(searchSite(site, wish, target), target);
  const [best] = candidates;
  if (best === undefined) return [];
  const score = 0.93 * Math.min(1, best.score);
  return [
    {
      score,
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall go?`,
          none: `I find no ${target.said}.`,
          all: target.all || isPlural(phrase, target),
          act: (things) => cut(site, withTwins(site, wish, things), target, phrase, wish, extent),
        }),
    },
  ];
};

/** Things that go together are one: a list item and the link that is all that it holds. */
const distinct = (candidates: readonly Candidate[], target: Target): Candidate[] => {
  const shells = new Set<Element>();
  return candidates.filter(({ element }) => {
    const shell = isSection(target) ? (blockOf(element).elements[0] ?? element) : shellOf(element, target);
    if (shells.has(shell)) return false;
    shells.add(shell);
    return true;
  });
};

const isSection = ({ kinds, tokens }: Target): boolean => kinds.includes('section') || tokens.includes('section');

const cut = (
  site: Site,
  things: readonly Thing[],
  target: Target,
  phrase: string,
  wish: Wish,
  extent: Extent = {},
): Attempt => {
  const literal = soleQuote(phrase.trim(), wish.quotes) ?? target.literals[0];
  if (things.some(({ element }) => isHtml(element, 'body', 'main', 'html'))) return unable('That is the whole page.');
  const entries = extent.entry ? things.flatMap(({ page, element }) => entriesFor(page, blockOf(element))) : [];
  if (extent.entry && entries.length === 0) return unable(`I find no entry of a menu for ${target.said}.`);
  return editThings(site, [...things, ...entries], `Removed ${target.said}`, (source, page, element) => {
    if (entries.some((entry) => entry.element === element)) return cutElement(source, page, element);
    if (isSection(target)) {
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
const shellOf = (element: Element, { kinds }: Target): Element => {
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

const isPlural = (phrase: string, { kinds, position }: Target): boolean =>
  position === undefined &&
  kinds.length > 0 &&
  /\b(?:all|both|those|these|every|(?:two|three|four|five|six) \w+|(?:icons|buttons|links|images|pictures|photos|paragraphs|items|cards))\b/i.test(
    phrase,
  );

const picked = (wish: Wish, site: Site): Proposal[] => {
  if (wish.picked.length === 0) return [];
  const said = wish.clause.trim().replace(/[.!]+$/, '');
  const bare = new RegExp(
    `^(?:please\\s+)?(?:${verb}|take|away with)?\\s*(?:(?:it|this|that|them|these|those|the \\w+|this \\w+)(?: one)?)?\\s*(?:out|off|away)?(?:\\s+please)?$`,
    'i',
  );
  const thisOne = new RegExp(
    `^(?:please\\s+)?${verb}\\s+(?:this|these|that|those)\\s+\\w+(?:\\s+(?:on|from|off) (?:all|every|each) .*)?$`,
    'i',
  ).test(said);
  if (thisOne)
    return [
      {
        score: 0.97,
        attempt: () =>
          cut(
            site,
            wish.scope.type === 'site'
              ? withTwins(site, { ...wish, scope: { type: 'unsaid' }, picked: [] }, wish.picked)
              : wish.picked,
            readTarget('', wish.quotes),
            '',
            wish,
          ),
      },
    ];
  if (!bare.test(said) || !new RegExp(`\\b${verb}\\b|away|out`, 'i').test(said)) return [];
  return [{ score: 0.97, attempt: () => cut(site, wish.picked, readTarget('', wish.quotes), '', wish) }];
};
