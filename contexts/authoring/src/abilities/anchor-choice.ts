import { similarity } from '../understanding/similarity.ts';
import type { Anchor } from './page-words.ts';

interface Chosen {
  readonly words: string;
  readonly around: string;
  readonly sure: number;
  /** What was said right before these words, as it stands on the page, too. */
  readonly lead: string;
}

const cue =
  /(?:\b(?:says?|said|reads?|shows?|calls?(?: the \w+)?|called|named|titled|dated|written|spelled|word|words|name|text|sub-?heading|heading|headline|button|label|link|entry|author|as|from|where|rename|change|replace|swap|correct|is|are|by)|⇒)\s*[:,]?\s*(?:the )?(?:posted by )?["“(]?$/i;
const beside =
  /\b(?:under|below|beneath|underneath|above|over|after|before|behind|beside|next to|near|between|of|in|at|on|for|to|with|about)\s+(?:the |my |our |a )?["“(]?$/i;
const under = /\b(?:under|below|beneath|underneath|above)\s+(?:the |my |our )?(?:heading |headline |title )?["“(]?$/i;
const holder = /^["”)]?\s*(?:box|card|tile|pop-?up|column|panel|blurb|bubble)\b/i;
/** "Tours, the second card …": the words name what is spoken of, and a part of it follows. */
const topic =
  /^\s*[,:]\s+(?:the |its |our )?[^.,:]{0,40}\b(?:headline|heading|title|text|blurb|paragraph|line|label|button|card|box|tile|item|sentence)\b/i;
const subject =
  /^["“(]?\s*(?:[,:]?\s*(?:is|are|has|should|must|shall|may|can|needs?|sounds?|looks?|lacks?|->|⇒|,|:|$)|\s*[.!])/i;

/** Which of the words that stand on the page are those that go; the others tell where. */
export const oldWords = (context: string, anchors: readonly Anchor[], value: string): Chosen | undefined => {
  const scored = anchors
    .map((anchor) => ({ anchor, score: scoreOf(context, anchor) + alike(anchor.words, value) }))
    .toSorted((a, b) => b.score - a.score || b.anchor.from - a.anchor.from);
  const [best] = scored;
  if (best === undefined || best.score < 1) return undefined;
  const { anchor } = best;
  const words = anchor.quoted || anchor.whole ? anchor.words : nameIn(anchor.words, value);
  return {
    words,
    around: `${context.slice(0, anchor.from)} ${context.slice(anchor.to)}`.replace(/\s+/g, ' ').trim(),
    lead: anchor.words.slice(0, anchor.words.length - words.length),
    sure: best.score >= 2 ? 1 : 0.92,
  };
};

const scoreOf = (context: string, { from, to, quoted, whole, words }: Anchor): number => {
  const [before, after] = [context.slice(Math.max(0, from - 40), from), context.slice(to)];
  const cued = cue.test(before);
  const aside = !cued && beside.test(before);
  const apart = under.test(before) || holder.test(after) || (!cued && !quoted && topic.test(after));
  return (
    (quoted ? 2 : 0.6) +
    (cued ? 1.2 : 0) +
    (whole ? 0.6 : 0) +
    (subject.test(after) ? 0.7 : 0) +
    (from === 0 || /[.:,]\s*(?:the |my |our )?$/.test(before) ? 0.3 : 0) +
    Math.min(0.4, words.length / 60) -
    (apart ? 3 : aside ? 1.4 : 0)
  );
};

/** A date takes the place of a date, and a corrected name looks much like the wrong one. */
const alike = (words: string, value: string): number =>
  /\d/.test(words) && /\d/.test(value) ? 1 : similarity(words, value) > 0.5 ? 0.6 : 0;

/** Of "posted by Jane Doe" the name, if a name shall take its place. */
const nameIn = (words: string, value: string): string => {
  if (!/^\p{Lu}/u.test(value) || value.split(' ').some((word) => /^\p{Ll}{4,}/u.test(word))) return words;
  return words.replace(/^(?:\p{Ll}\S*\s+)+(?=\p{Lu})/u, '');
};
