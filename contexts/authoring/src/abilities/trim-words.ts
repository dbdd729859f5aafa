import { editPage } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { findEverywhere, type TextHit } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { quoted, soleQuote } from '../understanding/quotes.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { done } from './edit-things.ts';
import { anchorsIn } from './page-words.ts';
import { pagesMeant } from './pages-searched.ts';
import { toldSentences } from '../understanding/told-sentences.ts';

const marks: Readonly<Record<string, string>> = {
  'exclamation mark': '!',
  'question mark': '?',
  comma: ',',
  'full stop': '.',
  period: '.',
  dot: '.',
  colon: ':',
  semicolon: ';',
  dash: '-',
  hyphen: '-',
};
const q = quoted;
const what = `(?<word>the (?:${Object.keys(marks).join('|')})|(?:the )?(?:words? |letter |bit )?${q}|the words? [\\w'’-]+|the [\\w'’-]+(?= at the (?:end|start)))`;
const bracket =
  /^(?:(?:please )?(?:remove|delete|drop|take out|leave out|cut) )?the (?:bit in )?(?:brackets?|parenthes[ei]s)(?: (?:with|about|on|saying) (?:the )?(?<about>[\w ]{2,40}?))?(?: (?:can|may|must|should|has to) go| (?:is|are) not needed)?[.!]*$/i;
const forms: readonly RegExp[] = [
  new RegExp(`\\b(?:without|minus)\\s+${what}`, 'i'),
  new RegExp(`\\b(?:remove|delete|drop|take out|leave out|strike|lose|cut)\\s+${what}`, 'i'),
  new RegExp(`${what}\\s+(?:can|must|should|may|has to)\\s+(?:go|disappear)`, 'i'),
];

/** Takes a word or a mark out of words that the message names: "… without the exclamation mark". */
export const trimWords: Ability = {
  topics: ['without', 'word', 'mark', 'comma'],

  examples: () => [],

  read: (wish, site) => [
    ...brackets(wish, site),
    ...toldSentences(wish)
      .flatMap((text) => fromText(text, wish, site))
      .slice(0, 1),
  ],
};

const fromText = (text: string, wish: Wish, site: Site): Proposal[] => {
  const match = forms.map((form) => form.exec(text)).find((found) => found !== null);
  if (!match) return [];
  const said = match.groups?.['word'] ?? '';
  const word = wordOf(said, wish);
  const context = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  const pages = pagesMeant(site, wish);
  const phrases = anchorsIn(context, wish.quotes, pages).filter(({ words }) => words !== word);
  if (word === '' || phrases.length === 0) return [];
  const near = phrases.flatMap(({ words: phrase }) =>
    findEverywhere(pages, phrase, () => true).flatMap((hit) => cutsIn(hit, word)),
  );
  const [cut, ...others] = near;
  if (cut === undefined || others.some(({ hit }) => hit.page !== cut.hit.page || hit.run !== cut.hit.run)) return [];
  const { page } = cut.hit;
  return [
    {
      score: 0.97,
      attempt: () => {
        const bytes = editPage(page, (source) => rewriteRange(source, page, cut.range, cut.left));
        return done([{ path: page.path, bytes, detail: `${page.path}: took out "${word}"` }], `Took out "${word}"`);
      },
    },
  ];
};

/** "The bracket with the update can go". */
const brackets = (wish: Wish, site: Site): Proposal[] => {
  const about = bracket.exec(wish.clause)?.groups;
  if (about === undefined) return [];
  const wanted = tellingTokens(about['about'] ?? '');
  const found = pagesMeant(site, wish).flatMap((page) =>
    textRuns(page, page.body).flatMap((run) =>
      [...run.text.matchAll(/\s*\([^()]{1,200}\)/g)]
        .filter((match) => wanted.every((token) => tokensOf(match[0]).some((word) => agreement(token, word) > 0)))
        .map((match) => ({ page, range: { run, start: match.index, end: match.index + match[0].length } })),
    ),
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return [];
  return [
    {
      score: 0.97,
      attempt: () => {
        const bytes = editPage(only.page, (source) => rewriteRange(source, only.page, only.range, ''));
        return done(
          [{ path: only.page.path, bytes, detail: `${only.page.path}: took out a bracket` }],
          'Took out the bracket',
        );
      },
    },
  ];
};

interface Cut {
  readonly hit: TextHit;
  readonly range: RunRange;
  readonly left: string;
}

/** The word within the phrase, or right beside it. */
const cutsIn = (hit: TextHit, word: string): Cut[] => {
  const { run, start, end } = hit;
  const [from, to] = [Math.max(0, start - word.length - 1), Math.min(run.text.length, end + word.length + 1)];
  const around = run.text.slice(from, to);
  const bound = /^\w/.test(word) ? `(?<![\\p{L}\\p{N}])${escape(word)}(?![\\p{L}\\p{N}])` : escape(word);
  const found = [...around.matchAll(new RegExp(bound, 'giu'))];
  const [one] = found;
  if (one === undefined || found.length > 1) return [];
  const left = `${around.slice(0, one.index)}${around.slice(one.index + one[0].length)}`
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[,.;:!?])/g, '');
  return [{ hit, range: { run, start: from, end: to }, left: from === 0 ? left.trimStart() : left }];
};

const wordOf = (said: string, wish: Wish): string => {
  const bare = said.replace(/^the /i, '').toLowerCase();
  const mark = marks[bare];
  if (mark !== undefined) return mark;
  const quote = new RegExp(q).exec(said)?.[0];
  return quote === undefined
    ? valueText(wish, said.replace(/^the (?:words? )?/i, ''))
    : (soleQuote(quote, wish.quotes) ?? '');
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
