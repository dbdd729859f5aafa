import { textOf } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { mainHeading } from '../site/landmarks.ts';
import { pageLabel, titleOf } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { agreement, isStopWord, tokensOf } from './tokens.ts';

const noun = '(?:web ?)?(?:page|guide|overview|docs?|documentation page|notes|article|post|tutorial|chapter page)';
const place = '(?:(?:on|in|at|of|from|for|to|see|check(?: with)?) )?(?:(?:the|our|my|its) )?';
const mention = new RegExp(
  `(?<![\\w])${place}(?<name>(?:(?!(?:on|in|at|of|from|for|to|the|our|and|a|an|all|every|each|new|other)\\b)[\\w.'’-]+ ){1,4}?)${noun}(?:['’]s)?(?=$|[\\s.,!?:;)])`,
  'gi',
);
const file = /(?:(?:on|in|at|of|from|the) )*(?:page )?(?<name>[\w/-]+\.html?)(?=$|[\s.,!?:;)])/gi;

export interface PageMention {
  readonly page: Page;
  readonly from: number;
  readonly to: number;
}

/** Where a sentence names a page loosely, by words of its title, heading, file or menu label: "the v3 upgrade guide". */
export const pageMentions = (text: string, site: Site): PageMention[] => {
  if (text.length > 2000) return [];
  const found: PageMention[] = [];
  for (const match of [...text.matchAll(file), ...text.matchAll(mention)]) {
    // "The Sample Post" may be a name; "in the sample post" is a place.
    if (/\b(?:post|article|notes)\W*$/i.test(match[0]) && !/^\W*(?:on|in|at|of|from|for)\s/i.test(match[0])) continue;
    const page = pageCalled(match.groups?.['name'] ?? '', site);
    if (page !== undefined) found.push({ page, from: match.index, to: match.index + match[0].length });
  }
  return found;
};

/** The one page that a loose name means. */
export const pageCalled = (name: string, site: Site): Page | undefined => {
  const exact = site.pages.find(({ path }) => path.toLowerCase() === name.trim().toLowerCase());
  if (exact !== undefined) return exact;
  const byFile = site.pages.filter(({ path }) => path.split('/').at(-1)?.toLowerCase() === name.trim().toLowerCase());
  if (byFile.length === 1) return byFile[0];
  const asked = pageTokens(name).filter((token) => !isStopWord(token));
  if (asked.length === 0) return undefined;
  const scored = site.pages
    .map((page) => ({ page, score: fit(asked, namesOf(page, site)) }))
    .toSorted((a, b) => b.score - a.score);
  const [first, second] = scored;
  return first !== undefined && first.score >= 0.8 && first.score > (second?.score ?? 0) + 0.01
    ? first.page
    : undefined;
};

/** The share of the asked words that a name of the page has; of pages that have them all the one with fewer others wins. */
const fit = (asked: readonly string[], names: readonly (readonly string[])[]): number =>
  Math.max(
    0,
    ...names.map((name) => {
      const matched = asked.reduce((sum, token) => sum + Math.max(0, ...name.map((word) => agreement(token, word))), 0);
      return matched / asked.length - 0.02 * Math.max(0, name.length - asked.length);
    }),
  );

const namesOf = (page: Page, site: Site): readonly (readonly string[])[] => {
  const known = memo.get(page);
  if (known !== undefined) return known;
  const heading = mainHeading(page);
  const path = page.path.replace(/\.html?$/i, '');
  const names = [
    path.split('/').at(-1) ?? '',
    path,
    titleOf(page),
    heading === undefined ? '' : textOf(heading),
    pageLabel(site, page),
  ]
    .map(pageTokens)
    .filter((name) => name.length > 0 && name.length < 9);
  const joined = names.map((name) => [name.join('')]);
  memo.set(page, [...names, ...joined]);
  return [...names, ...joined];
};

const memo = new WeakMap<Page, readonly (readonly string[])[]>();

// "v3", "version 3" and "3" name the same; so do "2.2" in a title and in a file's name.
const pageTokens = (name: string): string[] =>
  tokensOf(
    name
      .replace(/\bversion (?=\d)/gi, 'v')
      .replace(/\bv ?(\d)/gi, '$1')
      .replace(/\d+(?:\.\d+)+/g, (number) => number.replace(/\.0$/, '').replace(/\./g, '')),
  );
