import { imperative } from './vocabulary.ts';

type Rewrite = readonly [pattern: RegExp, replacement: string];

/** Slips of typing in the words that carry a wish; names and words for the page are left as they are. */
const slips: readonly Rewrite[] = [
  [/\bteh\b/g, 'the'],
  [/\b(?:shoud|shuld|shold|sould|shoudl)\b/gi, 'should'],
  [/\b(?:chnage|chagne|cahnge|chang)\b/gi, 'change'],
  [/\b(?:repalce|relpace|replce)\b/gi, 'replace'],
  [/\b(?:remvoe|remve|reomve)\b/gi, 'remove'],
  [/\b(?:pls|plz|plese)\b/gi, 'please'],
  [/\b(?<=(?:can|could|would) )u\b/gi, 'you'],
  [/(?<=^(?:please )?)ad (?=an?\b)/gi, 'add '],
];

const reason = `(?:,| \\(|;)(?!.*\\b(?:${imperative})\\b).+$`;
const going = '(?:can|may|should|must|has to|have to)\\s+(?:go|disappear|vanish)';
const outWith = '(?:please )?(?:remove|delete|drop|erase|out with|throw out|get rid of|take out)';

/** Ways to tell a wish by what is the matter, and the plain wish that each comes to. */
const rewrites: readonly Rewrite[] = [
  [/^no (\S.{2,60}?)(?: please| any ?more| any longer)[.!]*$/i, 'remove $1'],
  [
    new RegExp(
      `^(.{3,120}?) (?:is|are|has|have)\\b [^.;:]{3,80}[.;,]+ ?${outWith} (?:it|them|that)(?:, [\\w ]+ included)?[.!]*$`,
      'i',
    ),
    'remove $1',
  ],
  [new RegExp(`^[^.:]{5,100}?,? so ((?:the|those|that|these|my|our) .+ ${going}.*)$`, 'i'), '$1'],
  [new RegExp(`^(.{3,120}? ${going}(?: from [^,.;(]{3,60}?)?)${reason}`, 'i'), '$1'],
  [
    /^.{3,120}?(?:has|have|says?|shows?|is|are)\b.*?\s(\d[\w.,-]*)[.;,] (?:the )?(?:new|correct|right) one is (\S+?)[.!]?$/i,
    'replace $1 with $2',
  ],
  [/^(.{3,80}?)[:,] (?:rename|change|set|turn) it (?:in)?to (.+)$/i, 'change $1 to $2'],
];

/** A message with its slips of typing put right, and, if it only says what is the matter, said as a plain wish. */
export const plainly = (message: string): string => {
  if (message.length > 1000) return message;
  const corrected = slips.reduce((text, [pattern, right]) => text.replace(pattern, right), message);
  const rewrite = rewrites.find(([pattern]) => !corrected.includes('\n') && pattern.test(corrected));
  return rewrite === undefined ? corrected : corrected.replace(...rewrite);
};
