import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import type { Page } from '../html/page.ts';
import { aroundWords } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { correctionIn, type Correction } from '../understanding/corrections.ts';
import { listedPages } from '../understanding/listed-pages.ts';
import { spokenText } from '../understanding/quotes.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { imperative, words } from '../understanding/vocabulary.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';
import { holderOf } from './text-hits.ts';

/** Puts a value right that a sentence tells with the old one: "Quay 22 instead of 18", "from 15, not from 14 any more". */
export const correctValue: Ability = {
  topics: ['instead', 'not', 'correct', 'date', 'price', 'time', 'number'],

  examples: () => [],

  read: (wish, site) => {
    // Words in quotes are told exactly and are no values.
    if (wish.quotes.length > 0) return [];
    const sentences = spokenText(wish.sentence, wish.quotes).split(/(?<=[.!?])\s+/);
    const told = sentences.map(correctionIn);
    const at = told.findIndex((one) => one !== undefined);
    const correction = told[at];
    if (correction === undefined || told.filter((one) => one !== undefined).length > 1) return [];
    if (sentences.some((one, place) => place !== at && isOwnWish(one))) return [];
    return proposals(correction, wish, site);
  },
};

/** A sentence beside the correction that wants or tells something else. */
const isOwnWish = (sentence: string): boolean =>
  /\d/.test(sentence) || new RegExp(`^(?:and |also |please )*(?:${imperative})\\b`, 'i').test(sentence);

interface Hit extends RunRange {
  readonly page: Page;
  /** Whether a word stands beside it that stands beside the told values, too. */
  readonly beside: boolean;
  /** The share of what else is said that is told there. */
  readonly share: number;
}

const proposals = (correction: Correction, wish: Wish, site: Site): Proposal[] => {
  const listed = listedPages(spokenText(wish.sentence, wish.quotes), site);
  const pages = listed.length > 0 ? listed : pagesMeant(site, wish);
  const hits = pages.flatMap((page) => hitsOn(page, correction));
  const beside = hits.filter((hit) => hit.beside);
  const meant = beside.length > 0 ? beside : hits;
  const most = Math.max(0, ...meant.map(({ share }) => share));
  const everywhere = correction.everywhere || (listed.length > 1 && onePerPage(meant)) || isOneFact(meant);
  const best = everywhere ? meant : meant.filter(({ share }) => share > most - 0.05);
  // A bare number stands for many things: without another word of what was said it is none of them.
  if (best.length === 0 || (isVague(correction) && beside.length === 0 && most < 0.5)) return [];
  const candidates = best.map((hit) => ({ page: hit.page, element: holderOf({ ...hit, role: 'text' }), score: 1 }));
  const { shape, old, fresh } = correction;
  return [
    {
      score: 0.96,
      attempt: () =>
        chooseThing(site, candidates, {
          question: `"${old}" stands in several places. Which one shall say "${fresh}"?`,
          none: `I can't find "${old}".`,
          all: everywhere,
          act: (things) =>
            editThings(site, things, `Changed "${old}" to "${fresh}"`, (source, page, element) => {
              for (const hit of best.filter((one) => holderOf({ ...one, role: 'text' }) === element)) {
                const stands = hit.run.text.slice(hit.start, hit.end);
                rewriteRange(source, page, hit, shape.inForm(stands, old, fresh) ?? stands);
              }
            }),
        }),
    },
  ];
};

const hitsOn = (page: Page, { shape, old, before, after, context }: Correction): Hit[] => {
  const told = tellingTokens(context.replace(new RegExp(`\\b(?:${words.home})\\b`, 'gi'), ' ').replace(changing, ' '));
  return textRuns(page, page.body).flatMap((run) =>
    [...run.text.matchAll(shape.pattern)]
      .filter(([value]) => shape.key(value) === shape.key(old))
      .map((match): Hit => {
        const [start, end] = [match.index, match.index + match[0].length];
        const present = [...tokensOf(run.text), ...(aroundWords(run.block)[0] ?? [])];
        return {
          page,
          run,
          start,
          end,
          beside:
            before.includes(
              /(?<word>[\p{L}'’]+)\s+$/u.exec(run.text.slice(0, start))?.groups?.['word']?.toLowerCase() ?? '',
            ) ||
            after.includes(/^\s+(?<word>[\p{L}'’]+)/u.exec(run.text.slice(end))?.groups?.['word']?.toLowerCase() ?? ''),
          share:
            told.length === 0
              ? 0
              : told.filter((token) => present.some((word) => agreement(token, word) > 0)).length / told.length,
        };
      }),
  );
};

const changing = /\b(?:instead|in place|rather|not|any ?more|longer|now|becomes?|change[sd]?|new|old|everything)\b/gi;

const onePerPage = (hits: readonly Hit[]): boolean => new Set(hits.map(({ page }) => page)).size === hits.length;

/** "Quay 18" in the footer and under Where: the same name before the value tells the same of it. */
const isOneFact = (hits: readonly Hit[]): boolean => {
  const names = hits.map(({ run, start }) => /\p{Lu}[\p{L}'’]+\s+$/u.exec(run.text.slice(0, start))?.[0].trim());
  return names[0] !== undefined && new Set(names).size === 1;
};

const isVague = ({ old }: Correction): boolean => /^\d{1,3}$|^\p{L}+$/u.test(old);
