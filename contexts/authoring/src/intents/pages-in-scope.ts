import type { Page } from '../html/page.ts';
import { pageLabel } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import type { Scope } from '../understanding/scope.ts';
import type { Performance } from './intent.ts';

/** The pages that a scope means; what was left unsaid means the home page or every page, as the ability has it. */
export const pagesInScope = (site: Site, scope: Scope, unsaid: 'home' | 'all'): readonly Page[] => {
  switch (scope.type) {
    case 'page':
      return site.pages.filter(({ path }) => path === scope.page.path);
    case 'site':
      return site.pages;
    case 'unsaid':
      return unsaid === 'all' ? site.pages : site.home ? [site.home] : [];
    case 'unknown':
      return [];
  }
};

/** Why there is no page to work on. */
export const noPage = (site: Site, scope: Scope): Performance => {
  if (scope.type !== 'unknown') return { type: 'unable', reason: 'This site has no HTML page that I can read.' };
  const known = site.pages.slice(0, 8).map((page) => pageLabel(site, page));
  return { type: 'unable', reason: `I find no page called "${scope.name}". The pages are: ${known.join(', ')}.` };
};

/** "index.html", "index.html and about.html", "index.html and 4 other pages". */
export const listPaths = (paths: readonly string[]): string => {
  const [first = '', second, ...more] = paths;
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} other files`;
};
