import type { Touch } from './touched.ts';

const twice = /(?<![\p{L}\p{N}])((?:[\p{L}\p{N}]+ ){0,2}[\p{L}\p{N}]+) \1(?![\p{L}\p{N}])/giu;

/** Words that stand there twice in a row now: what was put there was told with more of its surroundings than was taken. */
export const doubledWords = (touches: readonly Touch[]): string | undefined => {
  for (const { written, before, after } of touches) {
    if (written.length > most) continue;
    const known = doubles(before);
    const fresh = doubles(after).find((one) => !known.includes(one));
    if (fresh !== undefined) return fresh;
  }
  return undefined;
};

const most = 300;

const doubles = (source: string): readonly string[] =>
  [...wordsOf(source).matchAll(twice)]
    .map(([, words]) => (words ?? '').toLowerCase())
    .filter((words) => /\p{L}/u.test(words));

/** What of a piece of source is words; it may begin and end within a tag. */
const wordsOf = (source: string): string =>
  source
    .replace(/^[^<>]*>/, ' | ')
    .replace(/<[^<>]*$/, ' | ')
    .replace(/<[^>]*>/g, ' | ')
    .replace(/\s+/g, ' ');
