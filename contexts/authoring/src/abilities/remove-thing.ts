import {
  ancestors,
  attribute,
  childElements,
  isHtml,
  isInside,
  isText,
  textOf,
  type Element,
} from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { blockOf } from '../outline/blocks.ts';
import type { Thing } from '../outline/thing.ts';
import { isRepeated, kindsOf } from '../outline/kinds-of.ts';
import { findText } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { soleQuote } from '../understanding/quotes.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const verb =
  '(?:remove|delete|drop|erase|cut|scrap|ditch|hide|strike|kill|leave out|take out|take down|take away|throw out|throw away|kick out|get rid of|away with|lose|clear|omit|wipe|eliminate|no more|do away with)';
const forms: readonly RegExp[] = [
  new RegExp(`^(?:please\\s+)?${verb}\\s+(?<what>.+)$`, 'i'),
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+?)\s+(?:out of|off|out from|away from|from)\s+(?<where>.+)$/i,
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+?)\s+(?:out|off|away|down)$/i,
  /^(?<what>.+?)\s+(?:can|may|should|must|shall|has to|have to|needs to|ought to)\s+(?:go|disappear|vanish|be removed|be deleted|be dropped|be taken out|come out|leave)(?:\s+(?:away|now|too|as well))?(?:\s+(?:from|off|out of)\s+(?<where>.+))?$/i,
  /^(?<where>.+?)\s+without\s+(?<what>.+?)(?:\s+please)?$/i,
  /^(?<what>[\w\s\uE000-\uEFFF-]{2,40}?)\s+(?:out of|off|away from)\s+(?<where>.+?)(?:\s+please)?$/i,
  /^no\s+(?<what>.+?)\s+(?:any ?more|any longer|please|here)$/i,
  /^(?:i|we)\s+(?:do not|don't|don’t|no longer)\s+(?:need|want|like|have)\s+(?<what>.+?)(?:\s+any ?more|\s+any longer)?$/i,
];

/** Takes things off pages: words, links, pictures, list items, cards, rows, whole sections. */
export const removeThing: Ability = {
  topics: ['remove', 'delete', 'drop', 'hide', 'without', 'section', 'item', 'card', 'image'],

  examples: () => [],

  read: (wish, site) => [
    ...picked(wish, site),
    ...plainClauses(wish.clause).flatMap((clause) => fromClause(clause, wish, site)),
  ],
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
    return removals(where === undefined ? phrase : `${phrase} in ${where}`, wish, site);
  }
  return [];
};

const removals = (phrase: string, wish: Wish, site: Site): Proposal[] => {
  const target = readTarget(phrase, wish.quotes);
  if (target.kinds.length + target.tokens.length + target.literals.length === 0) return [];
  if (target.kinds.includes('page')) return [];
  const candidates = searchSite(site, wish, target);
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
          act: (things) => cut(site, withTwins(site, wish, things), target, phrase, wish),
        }),
    },
  ];
};

const cut = (site: Site, things: readonly Thing[], target: Target, phrase: string, wish: Wish): Attempt => {
  const literal = soleQuote(phrase.trim(), wish.quotes) ?? target.literals[0];
  if (things.some(({ element }) => isHtml(element, 'body', 'main', 'html'))) return unable('That is the whole page.');
  return editThings(site, things, `Removed ${target.said}`, (source, page, element) => {
    if (target.kinds.includes('section') || target.tokens.includes('section')) {
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

/** What goes with a thing: the list item around a link, the link around an icon, the item that holds nothing else. */
const shellOf = (element: Element, { kinds }: Target): Element => {
  let shell: Element = kinds.length === 0 || kinds.includes('item') ? itemNamedBy(element) : element;
  for (const parent of ancestors(element)) {
    if (frames.has(parent.tagName)) break;
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
