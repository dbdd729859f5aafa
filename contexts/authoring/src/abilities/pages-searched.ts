import { textOf } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { bestOf, candidatesFor, type Candidate, type Search } from '../outline/resolve.ts';
import type { Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import type { Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';

const good = 0.95;

/**
 * What a phrase means where the wish says, or, if it does not say, on the home page and then on all. What the person
 * has picked comes before everything.
 */
export const searchSite = (site: Site, wish: Wish, target: Target, search: Search = {}): readonly Candidate[] =>
  namedBesides(found(site, wish, target, search), wish);

/** Of several that fit as well, those that the rest of the message names. */
const namedBesides = (candidates: readonly Candidate[], { sentence, story, quotes }: Wish): readonly Candidate[] => {
  const best = bestOf(candidates);
  if (best.length < 2) return candidates;
  const said = spokenText(`${story} ${sentence}`.replace(/\([^()]*\)/g, ' '), quotes).toLowerCase();
  const named = best.filter(({ element }) => {
    const text = textOf(element).toLowerCase();
    return text.length > 3 && text.length < 80 && said.includes(text);
  });
  return named.length === 0 || named.length === best.length ? candidates : named;
};

const found = (site: Site, wish: Wish, target: Target, search: Search): readonly Candidate[] => {
  switch (wish.scope.type) {
    case 'page':
      return candidatesFor(pagesAt(site, [wish.scope.page.path]), target, search);
    case 'site':
      return candidatesFor(site.pages, target, search);
    case 'unknown':
      return [];
    case 'unsaid': {
      const home = site.home === undefined ? [] : candidatesFor([site.home], target, search);
      if ((home[0]?.score ?? 0) >= good) return home;
      const all = candidatesFor(site.pages, target, search);
      return (all[0]?.score ?? 0) > (home[0]?.score ?? 0) + 0.1 ? all : home;
    }
  }
};

/** The pages that a wish may speak of. */
export const pagesMeant = (site: Site, { scope, picked }: Wish): readonly Page[] => {
  if (scope.type === 'unsaid' && picked.length > 0)
    return pagesAt(
      site,
      picked.map(({ page }) => page.path),
    );
  switch (scope.type) {
    case 'page':
      return pagesAt(site, [scope.page.path]);
    case 'unknown':
      return [];
    default:
      return site.pages;
  }
};

const pagesAt = (site: Site, paths: readonly string[]): Page[] => site.pages.filter(({ path }) => paths.includes(path));
