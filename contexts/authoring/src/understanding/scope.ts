import type { Page } from '../html/page.ts';
import { pageNames, plain } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { namedApart } from './front-page.ts';
import { removing } from './removing.ts';
import { pageMentions } from './named-pages.ts';
import { words } from './vocabulary.ts';

/** Which pages a wish speaks of. `unknown` names a page that the site does not have. */
export type Scope =
  | { readonly type: 'unsaid' }
  | { readonly type: 'site' }
  | { readonly type: 'page'; readonly page: Page }
  | { readonly type: 'unknown'; readonly name: string };

export interface Scoped {
  readonly scope: Scope;
  /** The sentence without the words that named the pages. */
  readonly rest: string;
}

const prepositions = 'on|in|of|for|at|from';
const article = '(?:the|my|our|this|that)\\s+';
const end = '(?=$|[\\s.,!?:])';

/** Finds and takes out the words by which a sentence says where: "on the about page", "the homepage's", "everywhere". */
export const readScope = (text: string, site: Site): Scoped => {
  const everywhere = take(text, `\\b(?:${words.everywhere})(?! (?:have|has|are|is|were|say|says|show)\\b)`);
  if (everywhere !== undefined) return { scope: { type: 'site' }, rest: everywhere.rest };
  const home = takePlace(text, `\\b(?:${homeWords(site)})(?:['’]s)?`);
  if (home !== undefined && site.home)
    return { scope: { type: 'page', page: site.home }, rest: home.rest.replace(/^[\s,:;.!–-]+/, '') };
  if (isTakenFrom(text))
    return { scope: { type: 'unsaid' }, rest: text.replace(/\s+page(?=\s+(?:from|out of|off)\s)/i, '') };
  const named = namedPage(text, site);
  if (named !== undefined && named.scope.type === 'page')
    return { ...named, rest: named.rest.replace(/^[\s,:;.!–-]+/, '') };
  const apart = namedApart(text, site);
  if (apart !== undefined) return { scope: { type: 'page', page: apart.page }, rest: apart.rest };
  return looselyNamed(text, site) ?? named ?? { scope: { type: 'unsaid' }, rest: text };
};

/** Words for the home page, but for those that name another page of this site. */
const homeWords = (site: Site): string =>
  words.home
    .split('|')
    .filter((phrase) => {
      const named = pageNames(site).get(phrase.replace(/ \??page$/, ''));
      return named === undefined || named === site.home;
    })
    .join('|');

/** "Remove the store page from the menu": the page is what goes, and where from is said as well. */
const isTakenFrom = (text: string): boolean =>
  new RegExp(
    `^(?:${removing})\\s+(?!.*\\bon\\b).*\\s(?:from|out of|off)\\s+(?:the|our|my)\\s+(?:\\w+ )?(?:menu|navigation|nav|navbar|footer)`,
    'i',
  ).test(text);

const looselyNamed = (text: string, site: Site): Scoped | undefined => {
  const mentions = pageMentions(text, site).filter(
    ({ from, to }) =>
      !/^\W*to\s/i.test(text.slice(from, to)) &&
      !/\s(?:into|as|called|named|link|leads?|points?|goes?|open)\s*$/i.test(text.slice(0, from)) &&
      (/^\W*(?:on|in|at|of|from|for|see|check)\s/i.test(text.slice(from, to)) ||
        !/\s(?:to|into|with|as|called)(?:\s|$)/i.test(text.slice(0, from))),
  );
  const [first, ...others] = mentions;
  if (first === undefined || others.some(({ page }) => page !== first.page)) return undefined;
  const rest = mentions
    .toSorted((a, b) => b.from - a.from)
    .reduce((left, { from, to }) => `${left.slice(0, from)} ${left.slice(to)}`, text)
    .replace(/\(\s*(?:i look at|check(?: with)?|see|i have|open)?\s*(?:open)?\s*\)/gi, ' ')
    .replace(/\s+([:,.;])/g, '$1')
    .replace(/^[\s,:;.–-]+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { scope: { type: 'page', page: first.page }, rest };
};

const namedPage = (text: string, site: Site): Scoped | undefined => {
  const names = pageNames(site);
  const known = [...names.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map(escape)
    .join('|');
  const found =
    (known === '' ? undefined : takePlace(text, `(?<![\\w/])(?<name>${known})(?:['’]s)? (?:web)?page(?:['’]s)?`)) ??
    take(text, `\\b(?:${placeWords(text)})\\s+(?:${article})?(?:page )?(?<name>[\\w/-]+\\.html?)`) ??
    take(
      text,
      `\\b(?:${placeWords(text)})\\s+(?:the|my|our)\\s+(?<name>(?!same|whole|current|main|new|web)[\\w-]+(?: [\\w-]+)?) page`,
    );
  if (found === undefined) return undefined;
  const page = names.get(plain(found.name).replace(/-/g, ' ')) ?? names.get(plain(found.name));
  return {
    scope: page === undefined ? { type: 'unknown', name: found.name } : { type: 'page', page },
    rest: found.rest,
  };
};

// "Add … to the about page" says where; "change the title to …" says what.
const placeWords = (text: string): string =>
  /^(?:add|insert|include|append)\s/i.test(text) ? `${prepositions}|to` : prepositions;

// After "to" a page's name is part of what is asked for ("to My home page") unless a preposition makes it a place.
const takePlace = (text: string, name: string): Taken | undefined => {
  const placed = take(text, `\\b(?:${placeWords(text)})\\s+(?:${article})?${name}`);
  if (placed !== undefined) return placed;
  const bare = take(text, `(?:\\b${article})?${name}`);
  return bare !== undefined && /\s(?:to|into|with|as)(?:\s|$)/i.test(text.slice(0, bare.at)) ? undefined : bare;
};

interface Taken {
  readonly name: string;
  readonly rest: string;
  readonly at: number;
}

const take = (text: string, phrase: string): Taken | undefined => {
  const match = new RegExp(`[\\s,]*${phrase}${end}`, 'i').exec(text);
  if (match === null) return undefined;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
    .replace(/\s+([:,.])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return { name: match.groups?.['name'] ?? '', rest, at: match.index };
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ /g, '[\\s-]+');
