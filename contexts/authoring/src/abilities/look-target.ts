import { declaredFor } from '../css/declared.ts';
import { siteRules } from '../css/rules.ts';
import { ancestors, attribute, find, findAll, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import type { Look } from '../understanding/looks.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { calledByClass, discOf, longest, ofAnnouncedList, together, withinNamed } from './narrowed-things.ts';
import { byRole } from './things-by-role.ts';
import { pagesMeant, searchSite } from './pages-searched.ts';

/** What a phrase says shall look otherwise. */
export interface LookTarget {
  readonly target: Target;
  readonly found: readonly Candidate[];
  /** Whether all that was found is meant, whatever the phrase looks like. */
  readonly several: boolean;
  /** Whether what lies behind the thing is meant, not the thing. */
  readonly behind: boolean;
}

const behindThing = /\bbehind (?<thing>.+)$/i;
const inLongList = /^(?<what>.+?) in (?:the|our|my|this) (?:very )?(?:long|longest|big|huge) (?:list|table)\b/i;
const atHome = /^(?:home|start|landing)(?: ?page)?\s*[:–-]\s+/i;
const level = /\bh[1-6]\b/i;

/** Looks for what a phrase means: by its words, its class, its level, its list, or by what stands before it. */
export const lookTarget = (described: string, looks: readonly Look[], wish: Wish, site: Site): LookTarget => {
  const phrase = described.replace(atHome, '').replace(/^(?:the )?long(?:est)?$/i, 'long text');
  const painted = looks.some(({ property }) => property === 'background-color');
  const ground = painted ? behindThing.exec(phrase)?.groups?.['thing']?.replace(/[\s⇒]+$/, '') : undefined;
  const listedWhat = inLongList.exec(phrase)?.groups?.['what'];
  const list = listedWhat === undefined ? undefined : longestList(pagesMeant(site, wish));
  const tag = level.exec(phrase)?.[0].toLowerCase();
  const said = (ground ?? (list === undefined ? undefined : listedWhat) ?? phrase).replace(level, ' ').trim();
  const target = readTarget(said === '' ? 'headings' : said, wish.quotes);
  const accept = (element: Element): boolean =>
    (tag === undefined || element.tagName === tag) &&
    !isHtml(element, 'option', 'br') &&
    (list === undefined || isInside(element, (outer) => outer === list));
  const told = byRole(phrase, wish, site);
  if (told !== undefined) return { target, found: told, several: told.length > 1, behind: false };
  const single = listed(phrase, wish, site) ?? bothOf(phrase, wish, site, accept);
  const grounds =
    painted && target.kinds.length === 0 && target.tokens.length > 0
      ? bestOf(searchSite(site, wish, { ...target, kinds: ['section'] }, { accept }))
      : [];
  const candidates = single ?? (grounds.length === 1 ? grounds : searchSite(site, wish, target, { accept }));
  return {
    target,
    found: narrowed(phrase, target, candidates),
    several: single !== undefined,
    behind: ground !== undefined,
  };
};

const narrowed = (phrase: string, target: Target, candidates: readonly Candidate[]): readonly Candidate[] =>
  [calledByClass, withinNamed, together].reduce(
    (left, narrow) => narrow(phrase, left),
    ofAnnouncedList(target, longest(target, candidates)),
  );

const longestList = (pages: readonly Page[]): Element | undefined => {
  const lists = pages.flatMap((page) => findAll(page.body, (element) => isHtml(element, 'ul', 'ol', 'table')));
  const entries = (list: Element): number => findAll(list, (inner) => isHtml(inner, 'li', 'tr')).length;
  return lists.toSorted((a, b) => entries(b) - entries(a))[0];
};

/** "Both buttons at the top, Call and Write": each by its name, of several such those that stand together. */
const listed = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  const groups = /^(?:both|all|the|these|those|two|three|four|\s)+(?<noun>\w+s)\b[^,:]*[,:]\s+(?<names>.+)$/i.exec(
    phrase,
  )?.groups;
  const names = (groups?.['names'] ?? '').split(/\s*,\s*(?:and\s+)?|\s+and\s+/).filter((name) => name !== '');
  if (groups === undefined || names.length < 2) return undefined;
  const found = names.map((name) =>
    bestOf(searchSite(site, wish, readTarget(`the ${name} ${groups['noun']?.replace(/s$/, '')}`, wish.quotes))),
  );
  if (found.some((some) => some.length === 0)) return undefined;
  const beside = found.map((some) =>
    some.filter(({ element }) =>
      found.every((others) => others.some((other) => other.element.parentNode === element.parentNode)),
    ),
  );
  const sure = beside.every((some) => some.length === 1) ? beside : found;
  return sure.every((some) => some.length === 1) ? sure.flat().map((one) => ({ ...one, score: 1 })) : undefined;
};

/** "The header area and the About section": each by itself, where both name a kind of thing. */
const bothOf = (
  phrase: string,
  wish: Wish,
  site: Site,
  accept: (element: Element) => boolean,
): readonly Candidate[] | undefined => {
  const parts = phrase.split(/\s*,?\s+and (?:also )?(?=(?:the|my|our)\s)/i);
  if (parts.length < 2) return undefined;
  const found = parts.map((part) => {
    const target = readTarget(part, wish.quotes);
    const named = sectionCalled(part, wish, site);
    if (named !== undefined) return [named];
    return target.kinds.length === 0 ? [] : bestOf(searchSite(site, wish, target, { accept }));
  });
  return found.every((some) => some.length === 1) ? found.flat().map((one) => ({ ...one, score: 1 })) : undefined;
};

/** "The About section", whose name would be read as a word of the sentence: by its id or its heading. */
const sectionCalled = (phrase: string, wish: Wish, site: Site): Candidate | undefined => {
  const name = /^(?:the |my |our )?(?<name>\p{Lu}[\w ]*?|header|hero|footer) (?:section|part|block|area)$/u
    .exec(phrase)
    ?.groups?.['name']?.toLowerCase();
  if (name === undefined) return undefined;
  const landmark = name === 'footer' ? 'footer' : /^(?:header|hero)$/.test(name) ? 'header' : undefined;
  const isCalled = (element: Element): boolean =>
    landmark === undefined ? isSection(element, name) : kindsOf(element).has(landmark);
  const [first, ...others] = pagesMeant(site, wish).flatMap((page) =>
    findAll(page.body, isCalled)
      .slice(0, 1)
      .map((element) => ({ page, element, score: 1 })),
  );
  return others.length === 0 ? first : undefined;
};

const isSection = (element: Element, name: string): boolean =>
  isHtml(element, 'section', 'div', 'article') &&
  (attribute(element, 'id')?.toLowerCase() === name ||
    textOf(find(element, (inner) => /^h[1-6]$/.test(inner.tagName)) ?? element).toLowerCase() === name);

/** Whether a phrase means several things at once. */
export const isSeveral = (phrase: string, target: Target, candidates: readonly Candidate[]): boolean => {
  const [front = ''] = phrase.split(/\s+(?:in|on|of|under|below|at)\s+/i);
  return (
    target.all ||
    /\b(?:both|two|three|four|five)\b/i.test(phrase) ||
    (target.position === undefined &&
      candidates.length > 1 &&
      /\b(?:\w+s|those|these)\b(?=\s*(?:$|in|on|of|under|below|at|-|\())/i.test(front) &&
      !/(?:ss|us|is|news)$/i.test(front))
  );
};

/** What of the things found takes the look: what lies behind them, the disc of a sign, the whole of an area. */
export const partsMeant = (site: Site, things: readonly Thing[], phrase: string, behind: boolean): readonly Thing[] => {
  const parts = things.map((thing) => (behind ? groundOf(site, thing) : areaOf(phrase, discOf(phrase, thing))));
  return parts.filter((one, at) => parts.findIndex(({ element }) => element === one.element) === at);
};

/** The nearest element around a thing that paints a ground of its own. */
const groundOf = (site: Site, { page, element }: Thing): Thing => {
  const rules = siteRules(site, undefined);
  const paints = (one: Element): boolean =>
    ['background-color', 'background', 'background-image'].some((property) => {
      const value = declaredFor(rules, one, property)
        .filter(({ conditions }) => conditions.length === 0)
        .at(-1)?.value;
      return value !== undefined && !/^(?:transparent|none|0|0 0|inherit|initial|unset)$/.test(value);
    });
  return { page, element: [...ancestors(element)].find((one) => !isHtml(one, 'html') && paints(one)) ?? page.body };
};

/** "The header area" is all of the header, not the box in it that holds its words. */
const areaOf = (phrase: string, { page, element }: Thing): Thing => {
  const said = /\b(?:area|section|part|strip|band|block)\b/i.test(phrase) && isHtml(element, 'div');
  const outer = [...ancestors(element)].find((one) => isHtml(one, 'header', 'footer', 'nav', 'section', 'body'));
  const fills = outer !== undefined && !isHtml(outer, 'body') && textOf(outer) === textOf(element);
  return { page, element: said && fills && find(outer, (inner) => inner === element) !== undefined ? outer : element };
};

/** A badge is coloured by what lies behind its sign, the text of a part by its words and not by its ground. */
export const looksFor = (phrase: string, clause: string, looks: readonly Look[]): readonly Look[] => {
  const [head = ''] = phrase.split(/\s+(?:in|on|of|at)\s+/i);
  const property = /\b(?:badge|circle|disc|disk|bubble|dot)$/i.test(head)
    ? 'background-color'
    : ofWords.test(clause)
      ? 'text-colour'
      : 'colour';
  return looks.map((look) => (look.property === 'colour' ? { ...look, property } : look));
};

const ofWords = /\b(?:text|words|letters|writing|lettering|font colou?r)\b(?! (?:on|in|of) (?:the |a )?button)/i;
