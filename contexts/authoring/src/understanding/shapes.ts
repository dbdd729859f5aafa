const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const day = '\\d{1,2}(?:st|nd|rd|th)?';

/** Something that is told by how it looks as much as by where it stands. */
export interface Shape {
  /** How people call it. */
  readonly noun: RegExp;
  readonly pattern: RegExp;
}

export const shapes: readonly Shape[] = [
  {
    noun: /\b(?:dates?|day)\b/i,
    pattern: new RegExp(
      `\\b(?:${month} ${day},? \\d{4}|${day} ${month},? \\d{4}|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4})(?![\\w])`,
      'gi',
    ),
  },
  { noun: /\b(?:years?)\b/i, pattern: /(?<![\w.,-])(?:19|20)\d{2}(?![\w-])/g },
  {
    noun: /\b(?:prices?|costs?|fee)\b/i,
    pattern: /(?:[$€£]\s?\d[\d.,]*\d|[$€£]\s?\d|\d[\d.,]* ?(?:€|EUR|USD|GBP|dollars|euros?))/g,
  },
  { noun: /\b(?:brackets?|parentheses)\b/i, pattern: /(?<=\()[^()]+(?=\))/g },
];

/** The shape that a phrase names and that some new words have. */
export const shapeOf = (phrase: string, value: string): Shape | undefined =>
  shapes.find(
    ({ noun, pattern }) =>
      noun.test(phrase) &&
      (pattern.source.startsWith('(?<=\\()') || new RegExp(`^\\W*(?:${pattern.source})\\W*$`, 'i').test(value)),
  );
