import { setAttribute } from '../html/attributes.ts';
import type { Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { findEverywhere, findText, type TextHit } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { newWordsIn, type NewWords } from '../understanding/new-words.ts';
import { similarity } from '../understanding/similarity.ts';
import { isManner } from '../understanding/not-words.ts';
import { soleQuote } from '../understanding/quotes.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { oldWords } from './anchor-choice.ts';
import { attributeHits } from './attribute-words.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { anchorsIn, standsOn } from './page-words.ts';
import { holderOf, nearestHits, severalRoles, withoutOverlap } from './text-hits.ts';
import { toldSentences } from '../understanding/told-sentences.ts';
import { pagesMeant } from './pages-searched.ts';
import { withTwins } from './twins.ts';

/** What is no wish for other words. */
const otherWish =
  /\b(?:remove|delete|erase|drop|get rid|add|insert|append|move|link|leads?|points?|colou?r|bigger|smaller|larger|bold|font|align|alt|title tag|browser|tab|description|placeholder|page called|(?:a|another|one) new page|picture|photo|image|icon)\b/i;
const everyOne = /\b(?:all|both|each|every|everywhere|wherever|all (?:\w+ )?places|whole (?:site|page))\b/i;

/** Lets words that stand on a page, named in whatever way, be others: the page is the dictionary. */
export const sayAtAnchor: Ability = {
  topics: ['text', 'change', 'instead', 'say', 'called', 'spelled'],

  examples: () => [],

  read: (wish, site) =>
    toldSentences(wish)
      .flatMap((text) => fromText(text, wish, site))
      .slice(0, 4),
};

const fromText = (text: string, wish: Wish, site: Site): Proposal[] => {
  const pages = pagesMeant(site, wish);
  return newWordsIn(text).flatMap((words) => {
    const value = valueText(wish, words.value);
    if (!isQuoted(words.value) && isManner(value)) return [];
    const quotes = [...words.context.matchAll(/[\uE000-\uEFFF]/g)].map(([mark]) => soleQuote(mark, wish.quotes) ?? '');
    if (!isQuoted(words.value) && quotes.some((one) => !standsOn(one, pages))) return [];
    const old = oldIn(words, wish, site);
    if (old === undefined || (old.words.toLowerCase() === value.toLowerCase() && old.words === value)) return [];
    const other = otherWish.exec(words.context)?.[0];
    if (other !== undefined && !(other.toLowerCase() === 'alt' && attributeHits(pages, old.words).length > 0))
      return [];
    return replacement(old, value, words, wish, site);
  });
};

/** The word that the new one looks like: it was misspelt. */
const misspelt = (context: string, value: string, pages: readonly Page[]): Old | undefined => {
  const alike = [...context.matchAll(/[\p{L}\p{N}'’-]{4,}/gu)].filter(
    ([word]) => word.toLowerCase() !== value.toLowerCase() && similarity(word, value) > 0.55 && standsOn(word, pages),
  );
  const [only] = alike;
  return only === undefined
    ? undefined
    : { words: only[0], around: context.replace(only[0], ' '), sure: 0.95, lead: '' };
};

/** Words that only an attribute says: of an empty field, of a picture for those who do not see it. */
const inAttributes = (old: Old, value: string, words: NewWords, wish: Wish, site: Site): Proposal[] => {
  const hits = attributeHits(pagesMeant(site, wish), old.words);
  const [first] = hits;
  if (first === undefined) return [];
  return [
    {
      score: words.score * old.sure,
      attempt: () =>
        chooseThing(
          site,
          hits.map((hit) => ({ ...hit, score: 1 })),
          {
            question: `"${old.words}" stands in several places. Which one shall say "${value}"?`,
            none: `I can't find "${old.words}".`,
            all: wish.scope.type === 'site' || everyOne.test(words.context),
            act: (things) =>
              editThings(
                site,
                withTwins(site, wish, things),
                `Changed "${old.words}" to "${value}"`,
                (source, page, element) => setAttribute(source, page, element, first.name, value),
              ),
          },
        ),
    },
  ];
};

interface Old {
  readonly words: string;
  /** What is said besides: the words that tell where. */
  readonly around: string;
  readonly sure: number;
  readonly lead: string;
}

const oldIn = (words: NewWords, wish: Wish, site: Site): Old | undefined => {
  const pages = pagesMeant(site, wish);
  if (words.old !== undefined) {
    const said = valueText(wish, words.old.replace(/^(?:the (?:words?|text|name|old) )/i, ''));
    return standsOn(said, pages) ? { words: said, around: words.context, sure: 1, lead: '' } : undefined;
  }
  const anchors = anchorsIn(words.context, wish.quotes, pages);
  const value = valueText(wish, words.value);
  return oldWords(words.context, anchors, value) ?? misspelt(words.context, value, pages);
};

const replacement = (old: Old, value: string, words: NewWords, wish: Wish, site: Site): Proposal[] => {
  const pages = pagesMeant(site, wish);
  const all = everyOne.test(`${old.around} ${words.context}`) || severalRoles(words.context);
  const hits = ledBy(
    old.lead,
    (all ? findEverywhere : findText)(pages, old.words, () => true),
  );
  const target = readTarget(old.around, wish.quotes);
  const scored = nearestHits(hits, target, all);
  if (scored.length === 0) return inAttributes(old, value, words, wish, site);
  const candidates = scored.map(({ hit, score }) => ({ page: hit.page, element: holderOf(hit), score, hit }));
  return [
    {
      score: words.score * old.sure,
      attempt: () =>
        chooseThing(site, candidates, {
          question: `"${old.words}" stands in several places. Which one shall say "${value}"?`,
          none: `I can't find "${old.words}".`,
          all: all || wish.scope.type === 'site',
          act: (things) => {
            const meant = withTwins(site, wish, things);
            return editThings(site, meant, `Changed "${old.words}" to "${value}"`, (source, page, element: Element) => {
              const own = candidates.filter((one) => one.element === element).map(({ hit }) => hit);
              const inside: readonly TextHit[] =
                own.length > 0 ? own : findText([page], old.words, (hit) => holderOf(hit) === element);
              for (const hit of inside) {
                const range = withoutOverlap(hit, value);
                rewriteRange(
                  source,
                  page,
                  range,
                  withStop(value, range.run.text.slice(range.start, range.end), words, wish),
                );
              }
            });
          },
        }),
    },
  ];
};

const ledBy = (lead: string, hits: readonly TextHit[]): readonly TextHit[] => {
  const led = hits.filter(({ run, start }) => run.text.slice(0, start).toLowerCase().endsWith(lead.toLowerCase()));
  return led.length > 0 ? led : hits;
};

/** A sentence that takes the place of a sentence keeps its full stop. */
const withStop = (value: string, old: string, words: NewWords, wish: Wish): string =>
  soleQuote(words.value.trim(), wish.quotes) === undefined &&
  /[.!?…]$/.test(old.trim()) &&
  words.value.trim().endsWith('.') &&
  !/[.!?…]$/.test(value)
    ? `${value}.`
    : value;
