import type { Page } from '../html/page.ts';
import { pageNames, plain } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { words } from './vocabulary.ts';

const article = '(?:the |our |my )?';

/** The pages that a sentence names one after another: "on the first page and under Prices". */
export const listedPages = (text: string, site: Site): readonly Page[] => {
  const names = pageNames(site);
  const known = [...names.keys()].toSorted((a, b) => b.length - a.length).map(escape);
  const named = new RegExp(
    `\\b(?:on|under|in|at) ${article}(?<name>${[...known, words.home].join('|')})(?![\\w-])`,
    'gi',
  );
  const pages = [...text.matchAll(named)].flatMap(({ groups }) => {
    const name = plain(groups?.['name'] ?? '');
    const page = names.get(name) ?? (new RegExp(`^(?:${words.home})$`, 'i').test(name) ? site.home : undefined);
    return page === undefined ? [] : [page];
  });
  return [...new Set(pages)];
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
