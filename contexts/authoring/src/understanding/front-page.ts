import type { Page } from '../html/page.ts';
import { pageNames, plain } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from './named-pages.ts';

/** A page named apart from the sentence, and what the sentence is without its name. */
export interface NamedApart {
  readonly page: Page;
  readonly rest: string;
}

const article = '(?:(?:the|our|my|its)\\s+)?';
const noun = '(?:web ?)?(?:page|guide|docs?|notes|article|post|overview)';
const name = "(?<name>[\\w.'’-]+(?: [\\w.'’-]+){0,4}?)";
const follows =
  '(?=\\s+(?:is|are|has|have|had|says?|shows?|there|was|were|should|must|shall|can|may|needs?|please|i|we|it|which|that)\\b|\\s*[.,;:!?)]|\\s*$)';

/** "Cards page. …", "Upgrade guide - …": with the noun any name will do that only one page has. */
const withNoun = new RegExp(
  `^(?:(?:on|in|at|for)\\s+)?${article}${name} ${noun}(?: of (?<of>[\\w. ]{1,20}?))?(?: please)?\\s*[.:!,–-]\\s+(?<rest>.+)$`,
  'is',
);
/** "Landing: …", "profile please: …" */
const bare = new RegExp(`^${article}${name}(?: please)?\\s*[:.!,]\\s+(?<rest>.+)$`, 'is');
/** "… on the blog, …" */
const placed = new RegExp(
  `(?<before>^|.*?\\s)(?:on|in|of|from|at)\\s+(?:the|our|my)\\s+${name}${follows}(?<rest>.*)$`,
  'is',
);
/** "the blog's title" */
const owned = new RegExp(`^${article}${name}['’]s\\s+(?<rest>.+)$`, 'is');
/** "… (landing)" */
const bracketed = new RegExp(`\\s*\\(\\s*(?:on |in )?${article}${name}(?: ${noun})?\\s*\\)`, 'i');

/** Finds a page that is named in front of a sentence, after it in brackets, or as a place without the word "page". */
export const namedApart = (text: string, site: Site): NamedApart | undefined => {
  if (site.pages.length < 2 || text.length > 2000) return undefined;
  for (const read of [inFront, alone, asOwner, inBrackets, asPlace]) {
    const found = read(text, site);
    if (found !== undefined) return found;
  }
  return undefined;
};

type Read = (text: string, site: Site) => NamedApart | undefined;

const inFront: Read = (text, site) => {
  const groups = withNoun.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { name: said = '', of = '', rest = '' } = groups;
  const page = pageCalled(`${said} ${of}`, site) ?? pageOf(said, site);
  return page && { page, rest };
};

const alone: Read = (text, site) => {
  const { name: said = '', rest = '' } = bare.exec(text)?.groups ?? {};
  const page = said === '' ? undefined : pageOf(said, site);
  return page && { page, rest };
};

const asOwner: Read = (text, site) => {
  const { name: said = '', rest = '' } = owned.exec(text)?.groups ?? {};
  const page = said === '' ? undefined : pageOf(said, site);
  return page && { page, rest: `the ${rest}` };
};

const inBrackets: Read = (text, site) => {
  const match = bracketed.exec(text);
  const page = match?.groups && pageOf(match.groups['name'] ?? '', site);
  return match === null || page === undefined ? undefined : { page, rest: text.replace(match[0], '').trim() };
};

const asPlace: Read = (text, site) => {
  const { before = '', name: said = '', rest = '' } = placed.exec(text)?.groups ?? {};
  const page = said === '' ? undefined : pageOf(said, site);
  return page && { page, rest: joined(before, rest) };
};

const joined = (before: string, rest: string): string =>
  `${before} ${rest}`
    .replace(/\s+([:,.;!?])/g, '$1')
    .replace(/^[\s,:;.]+/, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The page whose file, label or title is exactly so called. */
const pageOf = (said: string, site: Site): Page | undefined => {
  const wanted = plain(said).replace(/['’]s$/, '');
  if (/^(?:the|page|site|menu|footer|header|top|text|first|last|it)$/.test(wanted)) return undefined;
  const named = pageNames(site).get(wanted.replace(/-/g, ' ')) ?? pageNames(site).get(wanted);
  return named === site.home && !/^(?:home|index|start)/.test(wanted) ? undefined : named;
};
