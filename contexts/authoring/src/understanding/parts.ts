import { kindsNamed } from '../outline/kind.ts';
import { quoted } from './quotes.ts';
import { tokensOf } from './tokens.ts';

const q = quoted;
const announced =
  /^(?<front>[^:]{0,160}?\b(?:\d|two|three|four|five|several|some|a few|these|the following)\s+(?:\w+[ -]){0,3}(?:things?|fixes|changes|wishes|mistakes|corrections|edits|requests|points|jobs|picks)\b[^:]{0,60}):\s*(?=\S)/i;
const please = /^(?<front>[^:\uE000-\uEFFF]{3,120}?\bplease):\s*(?=.*(?:;|[\uE000-\uEFFF].*[\uE000-\uEFFF]))/i;
const adding = /^(?:please )?(?:add|insert|create|append|one more|new)\b|\b(?:add|insert) (?:a|an|one|another)\b/i;

/** "Two fixes on the cards page: …": what stands before the colon tells where and is no wish. */
export const announcement = (line: string): readonly string[] => {
  const match = announced.exec(line) ?? please.exec(line);
  return match === null ? [line] : [match.groups?.['front'] ?? '', line.slice(match[0].length)];
};

/** "in the menu: A ⇒ B, C ⇒ D": each pair is a wish, and what stands in front holds for all. */
export const pairs = (line: string): readonly string[] => {
  if (line.split('⇒').length < 3) return [line];
  const parts = line.split(/\s*[,;]\s*(?:and\s+)?(?=[^,;⇒]{1,80}⇒)|\s+and\s+(?=[^,;⇒]{1,80}⇒)/);
  const front = /^(?<front>[^:⇒]{3,80}):\s*[^⇒]+⇒/.exec(parts[0] ?? '')?.groups?.['front'];
  return parts.map((part, at) => (at === 0 || front === undefined ? part : `${front}: ${part}`));
};

const between = new RegExp(
  `(?<=${q}[.!]?)(?:\\s*[,;.]\\s*(?:and\\s+)?|\\s+and\\s+)(?=[^${'\\uE000-\\uEFFF'}]*${q})`,
  'g',
);
const opposing = /\b(?:instead of|in place of|rather than|not|but|from|by|with|into|between|after|before|than)\b/i;
const leaning =
  /^\s*(?:(?:and|but|so|please)\s+)*(?:i|we|it|that|this|they|make|put|write|better|rather|should|must|use|call it)\b/i;
const assigning = new RegExp(
  `(?:^|\\s|[,:])(?:${q}\\s*(?:should|must|is|to|becomes?|shall|⇒|:|=|has)|(?:the |an? |its |my |our )?[\\p{L} '’-]{3,60}?(?:\\s+(?:below|under)(?: it)?)?\\s*:?\\s*${q}$)`,
  'iu',
);

/** "heading "A", and the line below "B"": each quoted value with what is said of it is a wish. */
export const quotedParts = (line: string): readonly string[] => {
  if ((line.match(new RegExp(q, 'g')) ?? []).length < 2 || adding.test(line)) return [line];
  const parts = line.split(between);
  const whole = parts.every(
    (part, at) =>
      part.trim().length > 1 &&
      (at === 0 || (!leaning.test(part) && !opposing.test(part.split(new RegExp(q))[0] ?? '') && assigning.test(part))),
  );
  const first = parts[0] ?? '';
  return whole && parts.length > 1 && /\S\s*\S/.test(first) && !isList(parts) ? parts : [line];
};

/** Bare values one after another are a list of one wish. */
const isList = (parts: readonly string[]): boolean =>
  parts.slice(1).some((part) => new RegExp(`^\\s*${q}[.!]?\\s*$`).test(part));

const field = new RegExp(
  `(?<=[.!?;]|[\\uE000-\\uEFFF][,.;])\\s+(?=(?<noun>(?:the |its |and )?(?:[\\p{L}’'-]+ ){0,3}?[\\p{L}’'-]+(?: ${q}| under it| below(?: it)?| beneath(?: it)?)?)\\s*:\\s)`,
  'giu',
);

/** "Heading: A. Line under it: B": fields of a form, each a wish. */
export const fields = (line: string): readonly string[] => {
  const cuts = [...line.matchAll(field)].filter(({ groups }) => isNoun(groups?.['noun'] ?? ''));
  if (cuts.length === 0 || adding.test(line)) return [line];
  const starts = [0, ...cuts.map(({ index, 0: space }) => index + space.length)];
  return starts.map((from, at) => line.slice(from, starts[at + 1] ?? line.length).trim());
};

const isNoun = (said: string): boolean =>
  tokensOf(said.replace(/\b(?:under|below|beneath)\b.*$/i, '')).some((word) => kindsNamed(word).length > 0);

const verbal =
  '(?:becomes?|should (?:be|say|read)|must (?:be|say|read)|(?:can|may|should|must) (?:go|be removed|be deleted|disappear)|is now|are now|is to be|goes|is [\\uE000-\\uEFFF])';
const ownVerb = new RegExp(`\\s*,\\s*(?:and\\s+)?(?=(?:the |my |our |its |their )?[^,;:]{2,60}? ${verbal})`, 'i');

/** "A becomes B, and the C can go": clauses with a verb of their own. */
export const verbalClauses = (line: string): readonly string[] => {
  const parts = line.split(ownVerb);
  const verb = new RegExp(`\\S ${verbal}`, 'i');
  return parts.length > 1 && parts.every((part) => verb.test(part)) ? parts : [line];
};
