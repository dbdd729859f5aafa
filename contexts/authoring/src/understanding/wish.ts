import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { plainRequest, withoutCourtesy } from './plain-request.ts';
import { quoted, soleQuote, spokenText, type QuotedText } from './quotes.ts';
import { readScope, type Scope } from './scope.ts';
import { words } from './vocabulary.ts';

/** One wish, prepared for the recognisers. */
export interface Wish {
  /** The person's words, for messages. */
  readonly said: string;
  /** The wish in plain form, quotes taken out. */
  readonly text: string;
  /** `text` without the words that say on which pages. */
  readonly rest: string;
  readonly scope: Scope;
  /** The person's sentence without courtesies, otherwise as it was said; `clause` is without the pages, too. */
  readonly sentence: string;
  readonly clause: string;
  readonly quotes: readonly string[];
  /** What the same message told before and that was no wish by itself: what "it" and "there" refer to. */
  readonly story: string;
  /** What the person has picked on the page, if anything. */
  readonly picked: readonly Thing[];
}

/** A reading of a wish as "change target to value"; a sentence may allow several, the one split first comes first. */
export interface Assignment {
  readonly verb: string;
  readonly target: string;
  readonly value: string;
  /** Nothing stands between target and value ("make the title Welcome"), so only certain targets may be believed. */
  readonly loose: boolean;
}

export const readWish = ({ text, quotes }: QuotedText, site: Site, picked: readonly Thing[] = []): Wish => {
  const [plain, sentence] = [plainRequest(text), withoutCourtesy(text)];
  const { scope, rest: clause } = readScope(sentence, site);
  const said = readScope(plain, site);
  // A page named in front is no longer in front once the wish is said plainly.
  const scoped = said.scope.type === 'unsaid' && scope.type === 'page' ? { scope, rest: plainRequest(clause) } : said;
  return { said: spokenText(text, quotes), text: plain, ...scoped, sentence, clause, quotes, picked, story: '' };
};

const change = new RegExp(`^(${words.change})\\s+(.+)$`, 'i');
const replace = new RegExp(`^(${words.replace})\\s+(.+)$`, 'i');

export const assignmentsOf = (wish: Wish, text = wish.rest): Assignment[] => {
  const swap = replace.exec(text);
  if (swap) return splits(swap, /\s+(?:with|by|for|to|into)(?: just)?\s+/gi, false);
  const set = change.exec(text);
  if (!set) return [];
  return [
    ...splits(
      set,
      /\s+(?:[tT]o (?:be|say|read)|so (?:that )?it (?:says|reads)|[tT]o|into|as|with)(?: just)?\s+|\s*[:=]\s+/g,
      false,
    ),
    ...splits(set, new RegExp(`\\s+|(?<=\\S)(?=${quoted})`, 'g'), true),
  ];
};

/** What a wish names without saying what shall become of it: "change the heading". */
export const bareTarget = (wish: Wish): string | undefined =>
  /^(?:change|edit|update|rename|rewrite|reword|modify|alter|adjust|set|replace)\s+(.+?)[.!?]*$/i.exec(wish.rest)?.[1];

/** A value as text for the page: without quotes around it, or, unquoted, without the sentence's full stop. */
export const valueText = (wish: Wish, piece: string): string => {
  const sole = soleQuote(piece.replace(/[.,;!?]+$/, ''), wish.quotes);
  if (sole !== undefined) return sole;
  const spoken = spokenText(piece, wish.quotes);
  return /\b(?:inc|ltd|co|corp|jr|sr|etc|st|dr|u\.s|a\.m|p\.m)\.$/i.test(spoken) ||
    spoken.endsWith('...') ||
    /(?<!\b\p{Lu})[.!?]\s/u.test(spoken)
    ? spoken
    : spoken.replace(/[.,;:]+$/, '').trim();
};

/** The target phrase without articles and fillers, in lower case; quotes stay as they are. */
export const targetPhrase = (target: string): string =>
  target
    .toLowerCase()
    .replace(
      new RegExp(
        `^(?:(?:${words.the}|all|of|only|just|current|existing|visible|text of|content of|value of|colou?r of(?= the))\\s+)+`,
      ),
      '',
    )
    .replace(/['’]s\b/g, '')
    .replace(/\s+(?:text|now|only|itself)$/, (tail) => (tail.trim() === 'text' ? tail : ''))
    .trim();

export const isQuoted = (piece: string): boolean => new RegExp(`^\\s*${quoted}\\s*[.!?,]*\\s*$`).test(piece);

const splits = (match: RegExpExecArray, separator: RegExp, loose: boolean): Assignment[] => {
  const [, verb = '', body = ''] = match;
  return [...body.matchAll(separator)]
    .map((split) => ({
      verb: verb.toLowerCase(),
      target: body.slice(0, split.index).trim(),
      value: body.slice(split.index + split[0].length).trim(),
      loose,
    }))
    .filter(({ target, value }) => target !== '' && value !== '')
    .slice(0, 8);
};
