import { isForPage } from './for-page.ts';
import { quoted } from './quotes.ts';

/** New words that a message asks for, and everything else that it says; pieces still hold the marks of quoted parts. */
export interface NewWords {
  readonly value: string;
  /** What is said besides: the words that tell where. */
  readonly context: string;
  /** What the message names as the words that go. */
  readonly old?: string;
  readonly score: number;
}

const it = '(?:it|that|this|them|those|these)';
const should = '(?:should|must|shall|may|has to|have to|needs to|ought to|is to|are to|can)';
const orders = [
  `replace ${it}(?: whole| all| completely| everything)?(?: (?:by|with))?`,
  `(?:change|correct|rename|set) ${it} (?:in)?to`,
  `(?:make|call|name) ${it}(?: (?:say|be|to))?`,
  `let ${it} (?:be(?: called)?|say|read)`,
  `(?:throw|take) ${it} (?:away|out) and (?:write|put|say)`,
  `(?:so )?please(?: write| put| say)?`,
  `(?:please )?(?:write|put|say|use)(?: there| here)?(?: instead)?`,
  `(?:instead|better|rather)(?: say| write| put)?`,
  `i(?:['’]d| would)? (?:rather )?(?:say|prefer|like|want)(?: to (?:have|read|say))?(?: there| here| instead)*`,
  `${it} ${should} (?:be|say|read)(?: called)?`,
  `${should} be (?:two|one|separate|single|different) words?`,
  `(?:is|are) (?:written|spelled|spelt) with [^,]{1,30}`,
  `${should} (?:now )?(?:be (?:called|named|titled|spelled|spelt|written)|be|say|read|become|show)`,
  `(?:the )?(?:new|right|correct|proper) (?:one|text|words?|name) (?:is|would be)`,
  `(?:its|it['’]s|it is|they are|our name is|my name is)(?: now)?(?: called| from)?`,
  `(?:becomes|is now(?: called)?|are now(?: called)?)`,
].join('|');
const marker = new RegExp(
  `(?:^|[\\s,.;:!?–-])(?:${orders})\\s*[:,]?\\s+|\\s*⇒\\s*|[:=]\\s+|\\s+>\\s+|\\s+[-–]\\s+`,
  'gi',
);
const sentence = /(?<=[\p{L}\p{N}\uE000-\uEFFF)][.!?])\s+(?=(?:i|we|so|it|they|that|this|he|she|there)\b)/iu;
const tail =
  /[,]?\s+(?:in (?:all|both|each|every)\b[\w ]*|everywhere|wherever .*|on (?:all|every|each) [\w ]+|in the (?:menu|heading|headline|footer|title|button)\b.*|there(?: .*)?|instead|again|now|please|too|as well|in its place)[.!]*$/i;
const opposed: readonly RegExp[] = [
  new RegExp(
    `^(?<front>.*?)(?:^|[\\s,:])(?:(?:so )?(?:it is|it's|its|they are|there are)|by|write|put|use|say|have|make it|just)\\s+(?:now\\s+)?(?:called\\s+)?(?<value>[^,:]{1,120}?),?\\s+(?:instead of|in place of|rather than|(?:and )?not)\\s+(?:by |called )?(?<old>.{1,120}?)(?<rest>\\s+(?:in|on|at|of|from|wherever|everywhere)\\b.*)?[.!]*$`,
    'i',
  ),
  new RegExp(
    `^(?<front>.*?)(?<value>${quoted})\\s+(?:instead of|in place of|rather than)\\s+(?<old>.{1,120}?)(?<rest>\\s+(?:in|on|at|of|from|wherever|everywhere)\\b.*)?[.!]*$`,
    'i',
  ),
  /^(?<front>.*?)\b(?:instead of|in place of|rather than)\s+(?<old>[^,:⇒]{1,120}?)\s*(?:[,:]|⇒)\s*(?:just |please )?(?:write |put |say |use |have )?(?<value>.+)$/i,
  new RegExp(
    `^(?<front>.*?)\\b(?:instead of|in place of|rather than)\\s+(?<old>${quoted})[\\s,]+(?:just |please )?(?:write |put |say |use |have )*(?<value>.+)$`,
    'i',
  ),
  /^(?<front>.*?)\b(?:swap|exchange|replace|substitute|change)\s+(?:the (?:words?|name|text) )?(?<old>(?!it\b|that\b|them\b|this\b)[^:⇒]{1,120}?)\s+(?:for|by|with|against|to)\s+(?<value>.+)$/i,
  /^(?<front>.*?)\b(?:says?|writes?|prefers?|uses?)\s+(?<value>\S[^.]{1,80})[.;]\s+(?:please )?(?:use|put|write|take) (?:that|it) (?:in place of|instead of|for)\s+(?<old>.{1,120}?)(?<rest>\s+(?:in|on|at|wherever|everywhere)\b.*)?[.!]*$/i,
];

/** Every way to find new words in a message, the likeliest first. */
export const newWordsIn = (text: string): readonly NewWords[] => {
  const said = text.trim();
  if (said.length > 1200) return [];
  const found = [...fromLabel(said), ...fromOpposed(said), ...fromMarkers(said), ...fromLastQuote(said)];
  return found.filter(({ value }) => isForPage(value));
};

const labels =
  /^(?<context>.*?\b(?:text|label|heading|headline|title|caption|line|sentence|blurb|name|button|paragraph|subtitle|(?:under|below|beneath)(?: it| that)?))\s*:\s+(?<value>.+)$/i;

/** "Text: …": everything after the first colon. */
const fromLabel = (text: string): NewWords[] => {
  const groups = labels.exec(text)?.groups;
  if (groups === undefined || (groups['context'] ?? '').includes('⇒')) return [];
  const cut = trimmed(groups['value'] ?? '');
  return /^(?:instead|not)\b|⇒/i.test(cut.value)
    ? []
    : [{ value: cut.value, context: `${groups['context'] ?? ''}. ${cut.tail}`.trim(), score: 0.91 }];
};

const fromOpposed = (text: string): NewWords[] =>
  opposed.flatMap((form): NewWords[] => {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) return [];
    const { front = '', value = '', old = '', rest = '' } = groups;
    const cut = trimmed(value);
    return [{ value: cut.value, old: old.trim(), context: `${front} ${rest} ${cut.tail}`.trim(), score: 0.92 }];
  });

const fromMarkers = (text: string): NewWords[] =>
  [...text.matchAll(marker)]
    .map((match): NewWords => {
      const cut = trimmed(text.slice(match.index + match[0].length));
      const sure = /\p{L}{3}|⇒/u.test(match[0]) ? 0.9 : 0.88;
      return {
        value: cut.value,
        context: `${text.slice(0, match.index).replace(/[\s.,;:]+$/, '')}. ${cut.tail}`.trim(),
        score: sure,
      };
    })
    .toReversed()
    .toSorted((a, b) => b.score - a.score)
    .filter(({ value }) => /^[\p{Lu}\p{N}\uE000-\uEFFF£$€+(]/u.test(value) || value.split(' ').length < 7);

const unfinished =
  /\b(?:with|says?|called|named|titled|reads?|saying|words?|has|have|in|on|of|from|at|the|after|before)\s*$/i;

/** A quoted part at the end with nothing that introduces it. */
const fromLastQuote = (text: string): NewWords[] => {
  const match = new RegExp(`^(?<context>.*\\S)\\s*(?<value>${quoted})[.!]*$`).exec(text)?.groups;
  const context = match?.['context'] ?? '';
  return match === undefined || unfinished.test(context) ? [] : [{ value: match['value'] ?? '', context, score: 0.88 }];
};

interface Trimmed {
  readonly value: string;
  readonly tail: string;
}

const trimmed = (piece: string): Trimmed => {
  const [first = '', ...others] = piece.trim().split(sentence);
  const remark = /\s*\([^()]{1,80}\)[.!]*$/.exec(first)?.[0] ?? '';
  const bare = first.slice(0, first.length - remark.length);
  const place = new RegExp(`^${quoted}`).test(bare) ? bare.slice(1) : (tail.exec(bare)?.[0] ?? '');
  const value = bare.slice(0, bare.length - place.length).trim();
  return { value, tail: [place, remark, ...others].join(' ').trim() };
};
