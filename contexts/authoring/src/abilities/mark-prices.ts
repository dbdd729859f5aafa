import { ancestors, isHtml, isInside, nameWords, type Element } from '../html/elements.ts';
import { escapeText, type Page } from '../html/page.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import type { Thing } from '../outline/thing.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { changesTo, done } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';

const mark = '(?<mark>[\\uE000-\\uEFFF]|[$€£¥]|\\p{L}{1,8}\\.?|,-)';
const side = '(?<side>behind|after|before|in front of|following|next to|to)';
const prices = '(?:all |each |every |each of |all of )?(?:the |our |my )?(?:menu )?(?:prices?|amounts?)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:please )?(?:add|put|write|set|insert)\\s+(?:an? |the )?(?:word |sign |symbol |currency )?${mark}(?: sign| symbol)?\\s+${side}\\s+${prices}(?<rest>\\s.*)?$`,
    'iu',
  ),
  new RegExp(
    `^${prices} (?:should|must|need to|need|have to|shall) (?:have|get|show|be followed by)?\\s*(?:an? |the )?${mark}(?: sign| symbol)?\\s+(?<side>behind|after|before|in front)(?: of)?(?: them| it)?(?<rest>\\s.*)?$`,
    'iu',
  ),
];
const bare = /^\d{1,3}(?:[.,]?\d{3})*(?:[.,]\d{1,2})?$/;
/** A single number is hardly a list of prices. */
const fewest = 2;

/** Puts a currency beside prices that are told as bare numbers: "put kr behind all the prices". */
export const markPrices: Ability = {
  topics: ['prices', 'currency', 'behind', 'front'],

  examples: () => [],

  read: (wish, site) => {
    const groups = forms
      .map((form) => form.exec(wish.clause.replace(/[.!]+$/, ''))?.groups)
      .find((found) => found !== undefined);
    if (groups === undefined) return [];
    return proposals(valueText(wish, groups['mark'] ?? ''), /before|front/i.test(groups['side'] ?? ''), wish, site);
  },
};

const proposals = (sign: string, first: boolean, wish: Wish, site: Site): Proposal[] => {
  const prices = pagesMeant(site, wish).flatMap(barePrices);
  if (prices.length < fewest || /^(?:it|them|that|this|a|the|word)$/i.test(sign)) return [];
  const gap = /\p{L}/u.test(sign) ? ' ' : '';
  return [
    {
      score: 0.95,
      attempt: () =>
        done(
          changesTo(site, prices, `put ${sign} ${first ? 'before' : 'behind'} the prices`, (source, page, element) => {
            for (const { page: own, element: holder, price } of prices) {
              if (own !== page || holder !== element) continue;
              const [from, to] = [price.run.characters[price.start]?.from, price.run.characters[price.end - 1]?.to];
              const written = escapeText(page, first ? `${sign}${gap}` : `${gap}${sign}`);
              if (first && from !== undefined) source.appendLeft(from, written);
              else if (!first && to !== undefined) source.appendLeft(to, written);
            }
          }),
          `Put ${sign} ${first ? 'before' : 'behind'} ${prices.length} prices`,
        ),
    },
  ];
};

interface BarePrice extends Thing {
  readonly price: { readonly run: TextRun; readonly start: number; readonly end: number };
}

/** Numbers that stand alone in entries of a list, a table or in a box of their own that is called price. */
const barePrices = (page: Page): BarePrice[] =>
  textRuns(page, page.body).flatMap((run): BarePrice[] => {
    const spans = [{ element: run.block, start: 0, end: run.text.length }, ...run.inlines];
    const price = spans.findLast(
      ({ element, start, end }) => bare.test(run.text.slice(start, end)) && isPriceOf(element),
    );
    return price === undefined
      ? []
      : [{ page, element: price.element, price: { run, start: price.start, end: price.end } }];
  });

const isPriceOf = (element: Element): boolean =>
  !isInside(element, (outer) => isNavigation(outer) || isFooter(outer)) &&
  (nameWords(element).some((word) => /^(?:price|amount|cost)$/.test(word)) ||
    [element, ...ancestors(element)].some((one) => isHtml(one, 'li', 'td', 'dd')));
