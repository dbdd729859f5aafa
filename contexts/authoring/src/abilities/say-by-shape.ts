import { textOf } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { aroundWords, ownWords } from '../outline/thing.ts';
import { isFooter } from '../site/landmarks.ts';
import { isInside } from '../html/elements.ts';
import type { Site } from '../site/site.ts';
import { newWordsIn } from '../understanding/new-words.ts';
import { shapeOf, type Shape } from '../understanding/shapes.ts';
import { agreement, tellingTokens } from '../understanding/tokens.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { already, type Ability, type Proposal } from './ability.ts';
import { done } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';
import { toldSentences } from '../understanding/told-sentences.ts';

const otherWish = /\b(?:remove|delete|drop|add|insert|field|link|colou?r|bold|bigger|smaller)\b/i;
const stated = /^(?<context>(?:the |our |my )[\w\s'’-]{3,60}?) (?:is|are)(?: now)? (?<value>[^,;]{2,40}?)[.!]*$/i;

/** Changes a date, a year, a price that the sentence does not repeat: it is told by how it looks. */
export const sayByShape: Ability = {
  topics: ['date', 'year', 'price', 'brackets'],

  examples: () => [],

  read: (wish, site) =>
    toldSentences(wish)
      .flatMap((text) => {
        const groups = stated.exec(text)?.groups;
        const said = groups === undefined ? [] : [{ context: groups['context'] ?? '', value: groups['value'] ?? '' }];
        return [...newWordsIn(text), ...said].flatMap(({ context, value }) => fromWords(context, value, wish, site));
      })
      .slice(0, 1),
};

const fromWords = (context: string, value: string, wish: Wish, site: Site): Proposal[] => {
  const words = valueText(wish, value);
  const shape = otherWish.test(context) ? undefined : shapeOf(context, words);
  if (shape === undefined || context.length > 200) return [];
  const places = placesOf(shape, wish, site, tellingTokens(context));
  const [first] = places;
  const only = first !== undefined && places.every((one) => one.text === first.text);
  if (places.some(({ text }) => text === words))
    return [{ score: 0.9, attempt: () => already(`It says "${words}" already.`) }];
  if (!only) return [];
  return [
    {
      score: 0.9,
      attempt: () =>
        done(
          [...Map.groupBy(places, ({ page }) => page)].map(([page, own]) => ({
            path: page.path,
            bytes: editPage(page, (source) => own.forEach(({ range }) => rewriteRange(source, page, range, words))),
            detail: `${page.path}: changed "${first.text}" to "${words}"`,
          })),
          `Changed "${first.text}" to "${words}"`,
        ),
    },
  ];
};

interface PlaceOfShape {
  readonly page: Page;
  readonly range: RunRange;
  readonly text: string;
  readonly score: number;
}

/** Where the shape stands; of several those that fit best what else is said. */
const placesOf = (shape: Shape, wish: Wish, site: Site, tokens: readonly string[]): readonly PlaceOfShape[] => {
  const pages =
    wish.scope.type === 'unsaid' && wish.picked.length === 0 && site.home !== undefined
      ? [site.home]
      : pagesMeant(site, wish);
  const found = pages.flatMap((page) =>
    textRuns(page, page.body)
      .filter(
        ({ block }) =>
          wish.picked.length === 0 ||
          wish.picked.some(
            ({ element }) =>
              element === block || isInside(block, (outer) => outer === element) || textOf(element) === textOf(block),
          ),
      )
      .flatMap((run) =>
        [...run.text.matchAll(shape.pattern)].map((match): PlaceOfShape => ({
          page,
          range: { run, start: match.index, end: match.index + match[0].length },
          text: match[0],
          score: fit(run.block, tokens),
        })),
      ),
  );
  const best = Math.max(0, ...found.map(({ score }) => score));
  return found.filter(({ score }) => score > best - 0.01);
};

const fit = (block: Parameters<typeof ownWords>[0], tokens: readonly string[]): number => {
  const circles = [ownWords(block), ...aroundWords(block)];
  const footer = tokens.includes('footer') || tokens.includes('copyright');
  const inFooter = isFooter(block) || isInside(block, isFooter);
  return (
    tokens.reduce(
      (sum, token) =>
        sum +
        Math.max(
          0,
          ...circles.map((circle, at) =>
            [...circle].some((word) => agreement(token, word) > 0.8) ? 1 - at * 0.05 : 0,
          ),
        ),
      0,
    ) + (footer && inFooter ? 2 : 0)
  );
};
