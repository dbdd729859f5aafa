import { takeQuotes, spokenText, quoted, type QuotedText } from './quotes.ts';
import { plainly } from './indirect.ts';
import { announcement, fields, pairs, quotedParts, verbalClauses } from './parts.ts';
import { imperative, nouns } from './vocabulary.ts';

const listMark = /^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+/;
const opening =
  "(?:please |also |then |now |finally |next |could you |can you |would you |i want |i’d like |i'd like )*";
const newSentence = new RegExp(
  `(?<=[.!?]|[.!?]${quoted})\\s+(?=${opening}(?:(?:${imperative})\\s|(?:call|name|let|move|say) (?:it|them|that|this|those|the|my|our|${quoted})\\s|(?:the|my|our) [^.!?]{2,80}? (?:should|must|has to|shall) (?:be|say|read|show)\\s))`,
  'i',
);
const object = `(?:(?:the|a|an|my|our|all|every|each|this|that|these|those|its|their|another|some)\\s|${quoted})`;
const joined = new RegExp(
  `(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+|\\s+then\\s+|\\s+plus\\s+|\\s+&\\s+)(?:then |also |please |finally )*(?=(?:${imperative})\\s+(?:also\\s+)?${object}|(?:change|replace|rename)\\s+\\S+(?:\\s+\\S+)?\\s+(?:to|by|with|into)\\s)`,
  'i',
);
const article = '(?:the|my|our|its|all)\\s+';
const sameVerb = new RegExp(
  `(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)(?:also )?(?=${quoted}\\s+(?:to|with|by|into)\\s+${quoted}|${article}(?:\\S+\\s+){0,4}?(?:${nouns})\\b.*\\s(?:to|with|into)\\s|${article}(?:\\S+\\s+){1,3}?from\\s+\\S.*\\sto\\s)`,
  'i',
);
const sameMake = new RegExp(`\\s+and\\s+(?:also )?(?=${article}(?:\\S+\\s+){0,3}?(?:${nouns})\\s+\\S+)`, 'i');

// What shall stay as it is needs no doing: nothing changes that was not asked for.
const constraint =
  /(?:(?<=[.!?;,\uE000-\uEFFF])\s*|\s*[(–-]\s*)(?:but |and )?(?:please )?(?:(?:leave|keep|do not touch|don['’]t touch|not(?= (?:the|my|our|in|on)\b))\s+(?:the |my |our |all )?[\w\s]{2,40}?(?:alone|as (?:it|they) (?:is|are)|untouched|unchanged)?|(?:the |my |our |all |its )?[\w\s]{2,60}?\b(?:can|may|should|shall|must)? ?(?:stays?|remains?|be left|be kept)(?: (?:there|here|unchanged|untouched|the same|put|alone|as (?:it|they) (?:is|are)|on the page|like that|like this))*|only (?:in |on )?the [\w ]{3,20}|nothing (?:else|in the [\w ]{3,20})(?: please)?|(?:thanks|thank you|thx|cheers)(?: so much| a lot| in advance)?)[.!)]*(?=\s*$)/i;

/**
 * Parts a message into single wishes: lines, list items, sentences, and clauses joined by "and" where the next clause
 * plainly begins a wish of its own. A clause that leaves its verb out gets the one of the clause before.
 */
export const splitWishes = (message: string): QuotedText[] => {
  const { text, quotes } = takeQuotes(
    message
      .toWellFormed()
      .replace(/\p{Cf}/gu, '')
      .replace(/[^\S\n]+/g, ' '),
  );
  return plainly(text)
    .replace(/\s*(?:→|⟶|➔|➜|[=-]+>)\s*/g, ' ⇒ ')
    .replace(text.length < 2000 ? goodbye : /(?!)/, '')
    .replace(text.length < 2000 ? constraint : /(?!)/, (cut) => (/^[^(]*\)/.test(cut) ? cut : ''))
    .replace(/(?<=[\s:,;.])\(?(?:[1-9][.)]|[a-d]\))\s+(?=\S)/g, '\n')
    .split(/[\r\n]+/)
    .flatMap((line) => announcement(line))
    .flatMap((line) => line.split(/;\s+/))
    .map((line) => line.replace(/[,;]\s*$/, ''))
    .map((line) => line.replace(listMark, ''))
    .flatMap((line) => fields(line))
    .flatMap((line) => line.split(newSentence))
    .flatMap((sentence) => pairs(sentence))
    .flatMap((sentence) => sentence.split(joined))
    .flatMap(withVerbs)
    .flatMap((clause) => quotedParts(clause))
    .flatMap((clause) => verbalClauses(clause))
    .reduce<string[]>(withContent, [])
    .map((part) => ({ text: part.replace(/[\s\p{Cc}]+/gu, ' ').trim(), quotes }))
    .filter((part) => /[\p{L}\p{N}]/u.test(spokenText(part.text, quotes)));
};

const making =
  /\b(?:add|insert|put|create|make|new|want|need|would like|another|one more)\b.*\b(?:section|page|chapter|part|paragraph|step|entry|position|job|card|item)\b/i;
const content =
  /^(?:the |its |and |with )*(?:(?:one|a|two|three|four|five|\d) (?:sentence|line|paragraph|item|entr)\w*|heading|headline|title|text|sentence|describe|items|entries|button)\b[^.!?]*(?:[:\uE000-\uEFFF]|\bwith\b)/i;

/** "Add a section Prices. Heading: Prices. Three items: …" is one wish: what is made is told with what it holds. */
const withContent = (parts: string[], part: string): string[] => {
  const last = parts.at(-1);
  if (last === undefined || !making.test(last) || !content.test(part)) return [...parts, part];
  return [...parts.slice(0, -1), `${last.replace(/[.\s]+$/, '')}. ${part}`];
};

const goodbye =
  /(?<=[.!?,;\uE000-\uEFFF])\s*(?:(?:many |with )?(?:thanks|thank you|thx|cheers|regards|best wishes)|have a (?:nice|good|great) \w+)\b[^.!?:;]{0,60}[.!]*\s*$/i;

const withVerbs = (clause: string): string[] => {
  const verb = /\bmake\b/i.test(clause) ? 'make' : 'change';
  const parts = clause.split(verb === 'make' ? sameMake : sameVerb);
  const [head, ...tail] = parts;
  const complete = verb === 'make' || /\s(?:to|with|into|by|as|from)\s/i.test(head ?? '');
  if (head === undefined || tail.length === 0 || !complete) return [clause];
  return [head, ...tail.map((part) => `${verb} ${part}`)];
};
