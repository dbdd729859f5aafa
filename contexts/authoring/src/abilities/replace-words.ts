import type { Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { candidatesFor } from '../outline/resolve.ts';
import { findEverywhere, findText, type TextHit } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import type { Saying } from '../understanding/assignments.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { tellingTokens } from '../understanding/tokens.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import type { Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { holderOf, withoutOverlap } from './text-hits.ts';
import { withTwins } from './twins.ts';
import { hintOf, sayIn, withEnding } from './write-words.ts';

/** Words that stand somewhere become others; `target` says where, if it says anything. */
export const replacePart = (old: string, saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const was = valueText(wish, old.replace(/^(?:the (?:words?|text|name|phrase|old) )/i, ''));
  // "Change it to …" names no words that could stand on the page.
  if (!isQuoted(old) && tellingTokens(was).length === 0) return [];
  const value = valueText(wish, saying.value);
  const context = readTarget(saying.target, wish.quotes);
  const found = hitsOf(site, wish, was);
  const led = found.filter((hit) => withoutOverlap(hit, value) !== hit);
  const hits = nearest(led.length > 0 ? led : found, context, wish);
  const candidates = hits.map(({ hit, score }) => ({ page: hit.page, element: holderOf(hit), score, hit }));
  if (candidates.length === 0) return inAttributes(was, saying, wish, site);
  const top = Math.max(...candidates.map(({ score }) => score));
  return [
    {
      score: saying.score * Math.min(1, 0.8 + top * 0.2),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `"${was}" stands in several places. Which one shall say "${value}"?`,
          none: `I can't find "${was}".`,
          all: wish.scope.type === 'site' || context.all || led.length > 0,
          act: (things) => {
            const meant = withTwins(site, wish, things);
            return editThings(site, meant, `Changed "${was}" to "${value}"`, (source, page, element) => {
              const inside = candidates.filter((one) => one.element === element).map(({ hit }) => hit);
              const own = inside.length > 0 ? inside : findText([page], was, (hit) => holderOf(hit) === element);
              for (const hit of own) {
                const range = withoutOverlap(hit, value);
                const old = range.run.text.slice(range.start, range.end);
                rewriteRange(source, page, range, withEnding(value, old, wish, saying));
              }
            });
          },
        }),
    },
  ];
};

const inAttributes = (was: string, saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const target = { ...readTarget(saying.target, wish.quotes), literals: [was] };
  const value = valueText(wish, saying.value);
  const candidates = searchSite(
    site,
    wish,
    { ...target, kinds: [] },
    { accept: (element) => hintOf(element) !== undefined },
  );
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: saying.score * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say "${value}"?`,
          none: `I can't find "${was}".`,
          all: wish.scope.type === 'site',
          act: (things) => sayIn(site, withTwins(site, wish, things), target, saying, wish),
        }),
    },
  ];
};

export const hitsOf = (site: Site, wish: Wish, words: string): readonly TextHit[] => {
  const everywhere = (pages: readonly Page[]): readonly TextHit[] => findText(pages, words, () => true);
  switch (wish.scope.type) {
    case 'page':
      return everywhere(site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path));
    case 'unknown':
      return [];
    case 'site':
      return findEverywhere(site.pages, words, () => true);
    default:
      return everywhere(site.pages);
  }
};

/** How well each place of some words fits what was said about where they stand. */
const nearest = (hits: readonly TextHit[], context: Target, wish: Wish): readonly { hit: TextHit; score: number }[] => {
  if (hits.length === 0) return [];
  const holders = new Map(hits.map((hit) => [holderOf(hit), hit]));
  if (
    context.tokens.length + context.hints.length + context.kinds.length + context.literals.length === 0 &&
    context.position === undefined
  )
    return hits.map((hit) => ({
      hit,
      score: wish.scope.type === 'unsaid' && hit.role === 'menu' && hits.some(({ role }) => role !== 'menu') ? 0.9 : 1,
    }));
  const scored = candidatesFor(
    [...new Set(hits.map(({ page }) => page))],
    { ...context, literals: [] },
    { accept: (element) => holders.has(element), around: true },
  );
  const loose =
    scored.length > 0
      ? scored
      : candidatesFor(
          [...new Set(hits.map(({ page }) => page))],
          { ...context, literals: [], kinds: [] },
          { accept: (element) => holders.has(element), around: true },
        );
  if (loose.length === 0) return hits.map((hit) => ({ hit, score: hits.length === 1 ? 0.7 : 0.2 }));
  return loose.flatMap(({ element, score }) => {
    const hit = holders.get(element);
    return hit === undefined ? [] : [{ hit, score }];
  });
};
