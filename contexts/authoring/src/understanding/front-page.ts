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
  const front = withNoun.exec(text)?.groups;
  if (front !== undefined) {
    const page = pageCalled(`${front['name']} ${front['of'] ?? ''}`, site) ?? pageOf(front['name'] ?? '', site);
    if (page !== undefined) return { page, rest: front['rest'] ?? '' };
  }
  const alone = bare.exec(text)?.groups;
  if (alone !== undefined) {
    const page = pageOf(alone['name'] ?? '', site);
    if (page !== undefined) return { page, rest: alone['rest'] ?? '' };
  }
  const own = owned.exec(text)?.groups;
  const owner = own && pageOf(own['name'] ?? '', site);
  if (own !== undefined && owner !== undefined) return { page: owner, rest: `the ${own['rest']}` };
  const inBrackets = bracketed.exec(text);
  const remarked = inBrackets?.groups && pageOf(inBrackets.groups['name'] ?? '', site);
  if (inBrackets !== null && remarked !== undefined)
    return { page: remarked, rest: text.replace(inBrackets[0], '').trim() };
  const place = placed.exec(text)?.groups;
  const there = place && pageOf(place['name'] ?? '', site);
  if (place !== undefined && there !== undefined)
    return {
      page: there,
      rest: `${place['before'] ?? ''} ${place['rest'] ?? ''}`
        .replace(/\s+([:,.;!?])/g, '$1')
        .replace(/^[\s,:;.]+/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    };
  return undefined;
};

/** The page whose file, label or title is exactly so called. */
const pageOf = (said: string, site: Site): Page | undefined => {
  const wanted = plain(said).replace(/['’]s$/, '');
  if (/^(?:the|page|site|menu|footer|header|top|text|first|last|it)$/.test(wanted)) return undefined;
  const named = pageNames(site).get(wanted.replace(/-/g, ' ')) ?? pageNames(site).get(wanted);
  return named === site.home && !/^(?:home|index|start)/.test(wanted) ? undefined : named;
};
