import { descendants, textOf, type Element } from '../html/elements.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import type { Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

/** Kinds of amounts that can be told from each other by how they are written. */
const shapes: readonly RegExp[] = [
  /[$€£]\s?\d(?:[\d.,]*\d)?/g,
  /(?<![\d.])(?:19|20)\d\d(?![\d.])/g,
  /(?<![\d.$€£])\d+\.\d+(?![\w.%])/g,
  /(?<![\d.])\d+(?:\.\d+)?\s?%/g,
];
const telling = /\b(?:is|are|now|costs?|should|must|instead|old|outdated|wrong|have|update|change|set|make|correct)\b/i;
const other =
  /\b(?:add|insert|create|remove|delete|move|swap|put|colou?r|font|size|wide|width|height|margin|bigger|smaller|link|page called|new page|section|\d+px|row|item)\b/i;
const fillers =
  /\b(?:change|set|update|make|correct|please|is|are|was|now|costs?|only|just|should|must|be|say|read|to|from|old|outdated|wrong|we|i|have|it|by|already|meanwhile|since|year|price|amount|number)\b/gi;

/** Puts a new year, price, mark or share in the place of the only one of its kind that something says. */
export const setAmount: Ability = {
  topics: ['year', 'price', 'number', 'costs'],

  examples: () => [],

  read: (wish, site) => shapes.flatMap((shape) => proposals(shape, wish, site)).slice(0, 1),
};

const proposals = (shape: RegExp, wish: Wish, site: Site): Proposal[] => {
  const said = spokenText(wish.clause, wish.quotes);
  const [amount, another] = said.match(shape) ?? [];
  if (amount === undefined || another !== undefined || said.length > 140) return [];
  if (!telling.test(said) || other.test(said) || wish.quotes.length > 0) return [];
  const phrase = wish.clause
    .replace(amount, ' ')
    .replace(fillers, ' ')
    .replace(/[,.;:!?]/g, ' ');
  const read = readTarget(phrase, wish.quotes);
  const parts = read.kinds.filter((kind) => /^[a-z]+$/.test(kind) && new RegExp(`\\b${kind}\\b`, 'i').test(phrase));
  const tokens = [...new Set([...parts, ...read.tokens])];
  if (tokens.length === 0 || tokens.length > 5) return [];
  const target = { ...read, kinds: [], tokens };
  const candidates = searchSite(site, wish, target, { around: true, accept: (one) => saysOne(one, shape) });
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: 0.83 * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say ${amount}?`,
          none: `I find no ${target.said}.`,
          act: (things) =>
            editThings(site, withTwins(site, wish, things), `Changed to ${amount}`, (source, page, element) => {
              for (const run of textRuns(page, element))
                for (const match of run.text.matchAll(shape))
                  rewriteRange(source, page, { run, start: match.index, end: match.index + match[0].length }, amount);
            }),
        }),
    },
  ];
};

/** Whether an element that holds no smaller one with the same amount says one amount of a shape. */
const saysOne = (element: Element, shape: RegExp): boolean => {
  const text = textOf(element);
  return (
    text.length < 400 &&
    text.match(shape)?.length === 1 &&
    ![...descendants(element)].some((inner) => textOf(inner).match(shape) !== null)
  );
};
