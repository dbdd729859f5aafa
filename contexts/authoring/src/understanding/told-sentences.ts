import type { Wish } from './wish.ts';

const leaning =
  /\b(?:it|that|this|them|these|those|there|they|its|instead|better|rather|so|now|the (?:first|second|third|last|other)(?: one)?)\b/i;

/** A wish as it may be read: by itself, and with what was told before it in the same message. */
export const toldSentences = ({ clause, story }: Wish): readonly string[] => {
  if (story === '') return [clause];
  const whole = `${story.replace(/[\s.]+$/, '')}. ${clause}`;
  return leaning.test(clause) || /^\S+(?: \S+){0,2}\s*:/.test(clause) ? [whole, clause] : [clause, whole];
};
