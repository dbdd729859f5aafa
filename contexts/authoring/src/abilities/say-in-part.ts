import { textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { thingsOf } from '../outline/thing.ts';
import { findText } from '../site/find-text.ts';
import { mainHeading, subheading } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { pointsAtSomething } from '../understanding/for-page.ts';
import { newWordsIn, type NewWords } from '../understanding/new-words.ts';
import { readPart, type PartPhrase } from '../understanding/part-phrase.ts';
import { soleQuote } from '../understanding/quotes.ts';
import { tellingTokens } from '../understanding/tokens.ts';
import { isManner } from '../understanding/not-words.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { anchorsIn, standsOn } from './page-words.ts';
import { pagesMeant } from './pages-searched.ts';
import { openingText, partsMeant, textAfter, textBeside, type Part } from './part-of.ts';
import { holderOf } from './text-hits.ts';
import { toldSentences } from '../understanding/told-sentences.ts';
import { withTwins } from './twins.ts';

const otherWish =
  /\b(?:remove|delete|erase|drop|get rid|add|insert|append|move|link|leads?|points?|colou?r|bigger|smaller|larger|bold|font|align|alt|browser|tab|placeholder|field|(?:a|another|one) new page|picture|photo|image|icon|meta|search engines?|menu|footer)\b/i;

const holder = /[\uE000-\uEFFF]\s+(?:box|card|tile|pop-?up|column|panel|blurb|bubble|section|part|article|post)\b/i;
const wanting = /\b(?:i|we)(?:['’]d)?(?: would)? (?:want|like|need|prefer)(?: to have)?\b/gi;

/** Lets a part of something say other words: the headline of the second card, the text under a heading, the popup of a project. */
export const sayInPart: Ability = {
  topics: ['text', 'headline', 'paragraph', 'blurb', 'card', 'popup', 'under'],

  examples: () => [],

  read: (wish, site) =>
    wish.picked.length > 0
      ? []
      : toldSentences(wish)
          .flatMap((text) => newWordsIn(text).flatMap((words) => fromWords(words, wish, site)))
          .slice(0, 3),
};

const fromWords = (words: NewWords, wish: Wish, site: Site): Proposal[] => {
  const context = `${words.context} ${words.old ?? ''}`.replace(wanting, ' ').replace(/\s+/g, ' ').trim();
  if (otherWish.test(context) || context.length > 160) return [];
  const pages = pagesMeant(site, wish);
  const quotes = [...context.matchAll(/[\uE000-\uEFFF]/g)].map(([mark]) => soleQuote(mark, wish.quotes) ?? '');
  if (quotes.some((one) => !standsOn(one, pages))) return [];
  const phrase = readPart(context.replace(/[\uE000-\uEFFF]/g, ' '));
  if (phrase === undefined) return [];
  const value = valueText(wish, words.value);
  if (!isQuoted(words.value) && isManner(value)) return [];
  // Words in quotes that stand on the page are the old ones, but where they only say which thing it is.
  const parts = anchorsIn(context, wish.quotes, pages).some(({ quoted, whole }) => quoted && !whole);
  if (quotes.length > 0 && (parts || (!phrase.under && !holder.test(context)))) return [];
  const tokens = [...phrase.tokens, ...quotes.flatMap((quote) => tellingTokens(quote))];
  if (tokens.length > 8 || (tokens.length > 0 && !pointsAtSomething(context) && wish.story === '')) return [];
  const found = searched(pages, wish, site, (page) =>
    meantOn(page, phrase, tokens, quotes, phrase.kind === 'text' && holder.test(context)),
  ).filter(({ element }) => textOf(element) !== value);
  const [best] = found;
  if (best === undefined) return [];
  const what = context.replace(/[\uE000-\uEFFF]/g, (mark) => `"${soleQuote(mark, wish.quotes) ?? ''}"`).trim();
  return [
    {
      score: (phrase.under ? 0.94 : 0.89) * Math.min(1, 0.2 + best.score),
      attempt: () =>
        chooseThing(site, found, {
          question: `Which text shall say "${value}"?`,
          none: `I find no ${what}.`,
          act: (things) =>
            editThings(site, withTwins(site, wish, things), `Changed ${what} to "${value}"`, (source, page, element) =>
              rewriteElement(source, page, element, withStop(value, textOf(element), words)),
            ),
        }),
    },
  ];
};

/** The home page comes first where the wish does not say which. */
const searched = (
  pages: readonly Page[],
  wish: Wish,
  site: Site,
  find: (page: Page) => readonly Part[],
): readonly Part[] => {
  const home = wish.scope.type === 'unsaid' && site.home !== undefined ? find(site.home) : [];
  return home.length > 0 ? home : pages.flatMap(find).toSorted((a, b) => b.score - a.score);
};

const meantOn = (
  page: Page,
  phrase: PartPhrase,
  tokens: readonly string[],
  quotes: readonly string[],
  apart: boolean,
): readonly Part[] => {
  const sole = (element: Element | undefined, score: number): readonly Part[] =>
    element === undefined ? [] : [{ page, element, score }];
  if (phrase.under) {
    const anchor = anchorOn(page, quotes, tokens);
    if (anchor !== undefined)
      return sole(
        anchor === mainHeading(page) ? (subheading(page) ?? textAfter(page, anchor)) : textAfter(page, anchor),
        0.9,
      );
    if (tokens.length === 0) return sole(subheading(page), 0.9);
    return [];
  }
  const name = apart ? anchorOn(page, quotes, []) : undefined;
  if (name !== undefined) return sole(textBeside(page, name), 0.9);
  if (tokens.length === 0 && quotes.length === 0 && phrase.nthThing === undefined) {
    if (phrase.kind === 'heading') return phrase.nthPart === undefined ? sole(mainHeading(page), 0.85) : [];
    if (phrase.kind === 'text' && phrase.opening) return sole(openingText(page), 0.9);
    return [];
  }
  if (phrase.great && tokens.length < 3) return sole(mainHeading(page), 0.75);
  return partsMeant(page, { kind: phrase.kind, tokens, nthThing: phrase.nthThing, nthPart: phrase.nthPart });
};

/** The heading or name under which something stands. */
const anchorOn = (page: Page, quotes: readonly string[], tokens: readonly string[]): Element | undefined => {
  const [quote] = quotes;
  const hits = quote === undefined ? [] : findText([page], quote, ({ role }) => role !== 'menu');
  const hit = hits.find(({ run, start, end }) => start === 0 && end === run.text.length) ?? hits[0];
  if (hit !== undefined) return holderOf(hit);
  if (tokens.length === 0) return undefined;
  const named = thingsOf(page).filter(({ element }) => {
    const own = tellingTokens(textOf(element));
    return (
      own.length > 0 &&
      own.length <= tokens.length + 1 &&
      own.filter((word) => tokens.includes(word)).length >= 0.7 * own.length
    );
  });
  return named.find(({ element }) => /^h[1-6]$/.test(element.tagName))?.element ?? named[0]?.element;
};

const withStop = (value: string, old: string, words: NewWords): string =>
  words.value.trim().endsWith('.') && (/[.!?…]$/.test(old) || value.split(' ').length > 4) && !/[.!?…]$/.test(value)
    ? `${value}.`
    : value;
