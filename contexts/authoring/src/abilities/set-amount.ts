import { descendants, textOf, type Element } from '../html/elements.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import { titleOf } from '../outline/score.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import { sinceWhen } from '../understanding/since-when.ts';
import { amountKinds, type AmountKind } from '../understanding/amounts.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { agreement, tokensOf } from '../understanding/tokens.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { thingAround } from './part-of.ts';
import { withTwins } from './twins.ts';

const telling =
  /\b(?:is|are|now|raise|lower|increase|reduce|costs?|starts?|begins?|opens?|at|should|must|instead|old|outdated|wrong|have|update|change|set|make|correct)\b/i;
const other =
  /\b(?:add|insert|create|remove|delete|swap|put|colou?r|font|size|wide|width|height|margin|bigger|smaller|link|page called|new page|section|\d+px|row|item)\b/i;
const fillers =
  /\b(?:change|set|raise|lower|increase|reduce|update|make|correct|please|is|are|was|now|costs?|only|just|should|must|be|say|read|to|from|old|outdated|wrong|we|i|have|it|by|already|meanwhile|since|year|price|amount|number|new)\b/gi;

/** Puts a new year, price, time, mark or share in the place of the only one of its kind that something says. */
export const setAmount: Ability = {
  topics: ['year', 'price', 'number', 'costs', 'time'],

  examples: () => [],

  read: (wish, site) => amountKinds.flatMap((kind) => proposals(kind, wish, site)).slice(0, 1),
};

const proposals = ({ said: pattern, stands, inForm }: AmountKind, wish: Wish, site: Site): Proposal[] => {
  const said = spokenText(wish.clause, wish.quotes);
  const [amount, another] = said.match(pattern) ?? [];
  if (amount === undefined || another !== undefined || said.length > 140) return [];
  if (!(telling.test(said) || isMoved(said, amount)) || other.test(said) || wish.quotes.length > 0) return [];
  const phrase = wish.clause
    .replace(amount, ' ')
    .replace(sinceWhen, ' ')
    .replace(/^(?:move|shift|postpone)\b|(?:\b(?:starts?|begins?|opens?|at)\s*)+$/gi, ' ')
    .replace(fillers, ' ')
    .replace(/[,.;:!?]/g, ' ');
  const read = readTarget(phrase, wish.quotes);
  const parts = read.kinds.filter((kind) => /^[a-z]+$/.test(kind) && new RegExp(`\\b${kind}\\b`, 'i').test(phrase));
  const tokens = [...new Set([...parts, ...read.tokens])];
  if (tokens.length === 0 || tokens.length > 5) return [];
  const target = { ...read, kinds: [], tokens };
  const candidates = titled(
    searchSite(site, wish, target, { around: true, accept: (one) => saysOne(one, stands) }),
    tokens,
  );
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: 0.83 * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say ${amount}?`,
          none: `I find no ${target.said}.`,
          all: isSame(bestOf(candidates)),
          act: (things) =>
            editThings(site, withTwins(site, wish, things), `Changed to ${amount}`, (source, page, element) => {
              for (const run of textRuns(page, element))
                for (const { index, 0: old } of run.text.matchAll(stands))
                  rewriteRange(source, page, { run, start: index, end: index + old.length }, inForm(old, amount));
            }),
        }),
    },
  ];
};

/** "Move the soup to 12:30" moves nothing on the page but the time. */
const isMoved = (said: string, amount: string): boolean =>
  /^(?:move|shift|postpone)\b/i.test(said) &&
  said.replace(/[.!]+$/, '').endsWith(`to ${amount}`) &&
  amount.includes(':');

/** Of several that fit as well, those whose card, row or entry is called so. */
const titled = (candidates: readonly Candidate[], tokens: readonly string[]): readonly Candidate[] => {
  const named = bestOf(candidates).map((one) => {
    const words = tokensOf(titleOf(thingAround(one.element) ?? one.element));
    return { one, share: tokens.filter((token) => words.some((word) => agreement(token, word) > 0)).length };
  });
  const most = Math.max(0, ...named.map(({ share }) => share));
  return most === 0 ? candidates : named.filter(({ share }) => share === most).map(({ one }) => one);
};

/** One entry told on several pages. */
const isSame = (things: readonly Thing[]): boolean =>
  new Set(things.map(({ element }) => textOf(thingAround(element) ?? element))).size === 1 &&
  new Set(things.map(({ page }) => page)).size === things.length;

/** Whether an element that holds no smaller one with the same amount says one amount of a shape. */
const saysOne = (element: Element, shape: RegExp): boolean => {
  const text = textOf(element);
  return (
    text.length < 400 &&
    text.match(shape)?.length === 1 &&
    ![...descendants(element)].some((inner) => textOf(inner).match(shape) !== null)
  );
};
