import { takeQuotes, spokenText, quoted, type QuotedText } from './quotes.ts';
import { imperative, nouns } from './vocabulary.ts';

const listMark = /^\s*(?:[-*•–]|\(?\d{1,2}[.):])\s+/;
const opening =
  "(?:please |also |then |now |finally |next |could you |can you |would you |i want |i’d like |i'd like )*";
const newSentence = new RegExp(`(?<=[.!?]|[.!?]${quoted})\\s+(?=${opening}(?:${imperative})\\s)`, 'i');
const object = `(?:(?:the|a|an|my|our|all|every|each|this|that|these|those|its|their|another|some)\\s|${quoted})`;
const joined = new RegExp(
  `(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+|\\s+then\\s+|\\s+plus\\s+|\\s+&\\s+)(?:then |also |please |finally )*(?=(?:${imperative})\\s+(?:also\\s+)?${object})`,
  'i',
);
const article = '(?:the|my|our|its|all)\\s+';
const sameVerb = new RegExp(
  `(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)(?:also )?(?=${quoted}\\s+(?:to|with|by|into)\\s+${quoted}|${article}(?:\\S+\\s+){0,4}?(?:${nouns})\\b.*\\s(?:to|with|into)\\s)`,
  'i',
);
const sameMake = new RegExp(`\\s+and\\s+(?:also )?(?=${article}(?:\\S+\\s+){0,3}?(?:${nouns})\\s+\\S+)`, 'i');

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
  return text
    .split(/[\r\n]+|;\s+/)
    .map((line) => line.replace(listMark, ''))
    .flatMap((line) => line.split(newSentence))
    .flatMap((sentence) => sentence.split(joined))
    .flatMap(withVerbs)
    .map((part) => ({ text: part.replace(/[\s\p{Cc}]+/gu, ' ').trim(), quotes }))
    .filter((part) => /[\p{L}\p{N}]/u.test(spokenText(part.text, quotes)));
};

const withVerbs = (clause: string): string[] => {
  const verb = /\bmake\b/i.test(clause) ? 'make' : 'change';
  const parts = clause.split(verb === 'make' ? sameMake : sameVerb);
  const [head, ...tail] = parts;
  const complete = verb === 'make' || /\s(?:to|with|into|by|as|from)\s/i.test(head ?? '');
  if (head === undefined || tail.length === 0 || !complete) return [clause];
  return [head, ...tail.map((part) => `${verb} ${part}`)];
};
