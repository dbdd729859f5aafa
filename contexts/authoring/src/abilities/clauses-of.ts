import { referredClauses, toldClauses } from '../understanding/told-clauses.ts';
import type { Wish } from '../understanding/wish.ts';

/**
 * The clauses that a wish may be read as: with what was told before it in place of "it", by itself, and with the words
 * that name its page ("the cover page menu" is a menu).
 */
export const clausesOf = ({ clause, sentence, story }: Wish): readonly string[] => [
  ...new Set([
    ...(story === '' ? [] : referredClauses(story, clause)),
    ...toldClauses(clause),
    ...(clause === sentence ? [] : toldClauses(sentence)),
  ]),
];
