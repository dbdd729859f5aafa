import { readScope } from '../understanding/scope.ts';
import { topicOf } from '../understanding/told-clauses.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Site } from '../site/site.ts';
import { clausesOf } from './clauses-of.ts';

const bareLook =
  /^(?:please |just |make (?:it|them|that|this) |(?:it|they|that|this) (?:should|must|could) be )*(?:(?:a bit|a little|a lot|much|far|even) )?(?:bigger|larger|smaller|bolder|bold|italic|upright|underlined|centred|centered|darker|lighter)(?: please| pls)?[.!\s]*$/i;
const keeping =
  /\b(?:change nothing|nothing changes|leave (?:it|them|those|that)|don['’]t (?:touch|change)|do not (?:touch|change)|stays?|as (?:it|they) (?:is|are))\b[^.!?]*[.!?]\s+but\s+(?<wish>.+)$/i;
const verbless = /\bback ?ground\b|\b(?:font|typeface)\b/i;
const readThing =
  /\b(?:read|see|make out|decipher|recogni[sz]e)\s+(?<thing>(?:the|my|our|this|these|those)\s[^.!?]+)$/i;
const relative = /\s+(?:that|which)\s+(?:sits?|stands?|is|are|comes?|appears?|hangs?)\s+(?=\w)/gi;

/** The clauses that a wish about a look may be read as. */
export const lookClauses = (wish: Wish): readonly string[] => {
  const { clause, sentence, story, picked } = wish;
  const exact = /#[0-9a-f]{3,8}\b/i.exec(clause)?.[0] ?? '';
  const whole = picked.length > 0 || exact !== '' || verbless.test(clause) ? [clause] : [];
  const but = keeping.exec(clause)?.groups?.['wish'] ?? keeping.exec(sentence)?.groups?.['wish'];
  if (but !== undefined) return [but];
  const before = told(story, clause);
  if (before.length > 0) return before;
  const clauses = [...new Set([...whole, ...clausesOf(wish)])].filter((one) => one.includes(exact));
  const plain = clauses.filter((one) => !/\b(?:it|them)\b/i.test(one));
  // Where it is known what "it" is, the sentence that says "it" tells nothing more.
  return plain.length === 0 ? clauses : plain;
};

/** "I can barely read the line below the title. Bigger!": a bare look is for what was told of before. */
const told = (story: string, clause: string): readonly string[] => {
  const sentences = [story, clause]
    .filter((one) => one !== '')
    .join('. ')
    .split(/(?<=\S)[.!?]+\s+/);
  const [before, look] = [sentences.at(-2)?.trim() ?? '', sentences.at(-1)?.replace(/[.!?\s]+$/, '') ?? ''];
  if (before === '' || !bareLook.test(look)) return [];
  const thing = readThing.exec(before)?.groups?.['thing']?.replace(relative, ' ') ?? topicOf(before);
  return thing === undefined
    ? []
    : [`make ${thing} ${look.replace(/^(?:please |just )*(?:make )?(?:it|them|that|this)? ?/i, '')}`];
};

/** A page that was only told of is where the wish is for: "She reads the sample post. Make its paragraphs larger." */
export const withToldPage = (wish: Wish, site: Site): Wish => {
  if (wish.scope.type !== 'unsaid' || wish.story === '' || wish.picked.length > 0) return wish;
  const { scope } = readScope(
    wish.story.replace(/\b(?:reads?|opens?|visits?|sees?|looks? at)\s+(?=the\s)/gi, 'on '),
    site,
  );
  return scope.type === 'page' ? { ...wish, scope } : wish;
};
