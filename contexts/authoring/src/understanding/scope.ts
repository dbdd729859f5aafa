import type { Page } from '../html/page.ts';
import { pageNames, plain } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
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

const preposition = '(?:on|in|of|for|at|from)\\s+';
const article = '(?:the|my|our|this|that)\\s+';

/** Finds and takes out the words by which a sentence says where: "on the about page", "the homepage's", "everywhere". */
export const readScope = (text: string, site: Site): Scoped => {
  const everywhere = take(text, new RegExp(`[\\s,]*\\b(?:${words.everywhere})(?=$|[\\s.,!?])`, 'i'));
  if (everywhere !== undefined) return { scope: { type: 'site' }, rest: everywhere.rest };
  const home = take(
    text,
    new RegExp(`[\\s,]*(?:\\b${preposition})?(?:\\b${article})?\\b(?:${words.home})(?:['’]s)?(?=$|[\\s.,!?])`, 'i'),
  );
  if (home !== undefined && site.home) return { scope: { type: 'page', page: site.home }, rest: home.rest };
  return namedPage(text, site) ?? { scope: { type: 'unsaid' }, rest: text };
};

const namedPage = (text: string, site: Site): Scoped | undefined => {
  const names = pageNames(site);
  const known = [...names.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map(escape)
    .join('|');
  if (known !== '') {
    const place = `(?:\\b${preposition})?(?:${article})?`;
    const [byPath, byName] = [
      take(
        text,
        new RegExp(`[\\s,]*${place}(?<![\\w/])(?<name>${known})(?:['’]s)? (?:web)?page(?:['’]s)?(?=$|[\\s.,!?])`, 'i'),
      ),
      take(
        text,
        new RegExp(`[\\s,]*\\b${preposition}(?:${article})?(?:page )?(?<name>[\\w/-]+\\.html?)(?=$|[\\s.,!?])`, 'i'),
      ),
    ];
    const found = byPath ?? byName;
    const page = found && names.get(plain(found.name));
    if (found !== undefined && page !== undefined) return { scope: { type: 'page', page }, rest: found.rest };
    if (found !== undefined) return { scope: { type: 'unknown', name: found.name }, rest: found.rest };
  }
  const stranger = take(
    text,
    new RegExp(
      `[\\s,]*\\b${preposition}(?:the|my|our)\\s+(?<name>(?!same|whole|current|main|new|web)[\\w-]+(?: [\\w-]+)?) page(?=$|[\\s.,!?])`,
      'i',
    ),
  );
  return stranger && { scope: { type: 'unknown', name: stranger.name }, rest: stranger.rest };
};

const take = (text: string, pattern: RegExp): { name: string; rest: string } | undefined => {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`.replace(/\s+/g, ' ').trim();
  return { name: match.groups?.['name'] ?? '', rest };
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ /g, '[\\s-]+');
