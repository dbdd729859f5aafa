import { kindsNamed, type Kind } from '../outline/kind.ts';
import { readColour } from '../css/colour.ts';
import { ordinal } from './ordinals.ts';
import { quoted, soleQuote, spokenText } from './quotes.ts';
import { isStopWord, tokensOf } from './tokens.ts';

/** A phrase by which somebody points at something on a page. */
export interface Target {
  readonly said: string;
  /** The phrase as a name: without articles, nouns of kind and places ("the Services heading" is "services"). */
  readonly name: string;
  /** What it may be; empty if the phrase does not say. */
  readonly kinds: readonly Kind[];
  /** Words in quotes: they must stand in what is meant. */
  readonly literals: readonly string[];
  /** Words that the thing or what is around it must have. */
  readonly tokens: readonly string[];
  /** Those of the words that say where it is: they are looked for around the thing. */
  readonly near: readonly string[];
  /** Words that may help to tell things apart and need not be anywhere: colours, sizes, praise. */
  readonly hints: readonly string[];
  /** Which of several, from 1, or from the end if negative. */
  readonly position: number | undefined;
  readonly all: boolean;
}

const hintWords = new Set(
  'big large small little tiny huge round square whole entire current old new main white left right top upper lower middle centre long short italic bold ugly existing visible first-level actual red yellow blue green black grey orange purple pink brown dark light bright simple sole single complete different same other'.split(
    ' ',
  ),
);
const counters: Readonly<Record<string, true>> = { all: true, every: true, each: true, both: true };
const locating =
  /^(?:in|of|under|below|beneath|above|over|behind|at|from|inside|within|next to|beside|near|by|underneath|after|before|between)$/i;
const place =
  /\s+(in|on|of|under|below|beneath|above|over|behind|at|from|inside|within|next to|beside|near|by|with|where|that|which|who|for|about|to|underneath|after|before|between|saying|called|named|titled|who|whose|when|if)\s+/i;

/** Reads a phrase such as "the second button in the hero" or "the Security blurb"; quotes are taken out already. */
export const readTarget = (phrase: string, quotes: readonly string[]): Target => {
  const said = spokenText(phrase, quotes);
  const remark = /\((?:it |now |currently )*(?:says|reads|saying):? (?<text>[^()]+)\)/i.exec(phrase);
  const plain = phrase
    .replace(remark?.[0] ?? '\0', '')
    .replace(/\((?=[^()]*$|[^()]*\))/g, ' ')
    .replace(/[()]/g, ' ')
    .replace(/["“”]/g, ' ')
    .trim();
  const literals = [...plain.matchAll(new RegExp(quoted, 'g'))]
    .map(([mark]) => soleQuote(mark, quotes) ?? '')
    .concat(spokenText(remark?.groups?.['text'] ?? '', quotes).replace(/^"|"$/g, ''))
    .filter((text) => text !== '');
  const bare = plain.replace(new RegExp(quoted, 'g'), ' ¤ ');
  const [head = '', ...rest] = bare.split(place);
  const contexts = rest.filter((_, at) => at % 2 === 1);
  const headWords = tokenised(head);
  const context = contexts.flatMap(tokenised);
  const nearby = new Set(contexts.flatMap((part, at) => (locating.test(rest[2 * at] ?? '') ? tokenised(part) : [])));
  const names = properWords(bare);
  const noun = headNoun(headWords) ?? (headWords.length === 0 ? headNoun(context) : undefined);
  const counts = (word: string): boolean => isCount(word) && !names.has(word);
  const ofHead = headWords.filter(
    (word, at) => (noun === undefined || at < noun.from || at >= noun.to || tellsApart(word)) && !counts(word),
  );
  // "The heading of the second card" counts cards, "Rising in the second bar" is told by its name.
  const named = ofHead.some((word) => word !== '¤' && !isStopWord(word) && !isHint(word));
  const counted = positionIn(headWords) ?? (named ? undefined : positionIn(context.slice(0, 3)));
  const telling = [
    ...ofHead,
    ...context.filter((word) => (!isVagueNoun(word) || names.has(word)) && !counts(word)),
  ].filter((word) => word !== '¤' && (counted === undefined || !counted.digits.includes(word)));
  const told = telling.filter((word) => !isStopWord(word) || names.has(word));
  // A name such as "About" is all that there is to go by.
  const words =
    told.length + literals.length + (noun?.kinds.length ?? 0) > 0
      ? told
      : telling.filter((word) => !/^(?:the|an?|it|this|that|them|these|those)$/.test(word));
  const level = headWords.find((word) => /^h[1-6]$/.test(word));
  return {
    said,
    name: ofHead
      .filter((word) => word !== '¤')
      .join(' ')
      .replace(/^(?:(?:the|a|an|my|our|your|this|that) )+/, ''),
    kinds: noun?.kinds ?? [],
    literals,
    tokens: words.filter((word) => !isHint(word) || names.has(word)),
    near: words.filter((word) => (!isHint(word) || names.has(word)) && nearby.has(word) && !ofHead.includes(word)),
    hints: [
      ...words.filter((word) => isHint(word) && !names.has(word)),
      ...(level === undefined ? [] : [level]),
      ...[...headWords, ...context].filter((word) => namesLook.test(word) && !words.includes(word)),
    ],
    position: counted?.position,
    all: [...headWords, ...context].some((word) => counters[word] !== undefined),
  };
};

/** Nouns that authors of pages use as names of classes, too. */
const namesLook =
  /^(?:caption|badge|portrait|subtitle|subheading|tile|card|panel|banner|tag|lead|avatar|hero|thumbnail|logo|brand|blurb|step)$/;

/** Words within a phrase that are written with a capital letter: names, whatever else they may mean. */
const properWords = (phrase: string): ReadonlySet<string> =>
  new Set([...phrase.matchAll(/(?<=[\w,/¤]\s?)\b\p{Lu}\p{Ll}[\w'’]*/gu)].flatMap(([word]) => tokensOf(word)));

/** Nouns that say what something is about as much as what it is stay among its words. */
const tellsApart = (word: string): boolean =>
  /^(?:service|project|award|member|job|position|feature|product|testimonial|question|event|plan|logo|map|tagline|intro|team|contact|search|timeline)$/.test(
    word,
  );

const partNouns = /^(?:footer|menu|navigation|nav|navbar|form|table|sidebar|header|hero|banner|bottom|masthead|bar)$/;

/** A noun of kind after a preposition helps only if it names a part of the page. */
const isVagueNoun = (word: string): boolean =>
  kindsNamed(word).length > 0 && !partNouns.test(word) && !tellsApart(word);

const isCount = (word: string): boolean =>
  counters[word] !== undefined ||
  (ordinal(word) !== undefined && word !== 'bottom') ||
  word === 'no' ||
  word === 'number' ||
  numberWords.has(word);

const numberWords = new Set(['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']);

const tokenised = (text: string): string[] =>
  text.split('¤').flatMap((part, at) => (at === 0 ? tokensOf(part) : ['¤', ...tokensOf(part)]));

const isHint = (word: string): boolean =>
  hintWords.has(word) || (readColour(word) !== undefined && !alsoThings.test(word));

/** Names of colours that people sell, eat and visit. */
const alsoThings =
  /^(?:code|chocolate|coral|lavender|linen|moccasin|olive|orchid|peru|plum|salmon|sienna|snow|thistle|tomato|violet|wheat)$/;

interface Noun {
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly Kind[];
}

/** The last noun of kind in a phrase, taken as long as possible. */
const headNoun = (words: readonly string[]): Noun | undefined => {
  for (let to = words.length; to > 0; to -= 1) {
    for (let from = Math.max(0, to - 3); from < to; from += 1) {
      const kinds = kindsNamed(words.slice(from, to).join(' '));
      if (kinds.length > 0) return { from, to, kinds };
    }
  }
  return undefined;
};

interface Counted {
  readonly position: number;
  /** The words of the phrase that only count. */
  readonly digits: readonly string[];
}

const positionIn = (words: readonly string[]): Counted | undefined => {
  for (const [at, word] of words.entries()) {
    const position = ordinal(word);
    if (position !== undefined && word !== 'bottom' && word !== 'final') return { position, digits: [word] };
    const next = words[at + 1] ?? '';
    if (!/^\d{1,2}$/.test(next)) continue;
    if (word === 'no' || word === 'number' || (kindsNamed(word).length > 0 && at + 2 === words.length))
      return { position: Number(next), digits: [next] };
  }
  return undefined;
};
