import { toldClauses } from '../understanding/told-clauses.ts';
import type { Wish } from '../understanding/wish.ts';

/** The clauses of a wish, without the words that name its page and with them: "the cover page menu" is a menu. */
export const clausesOf = ({ clause, sentence }: Wish): readonly string[] =>
  clause === sentence ? toldClauses(clause) : [...new Set([...toldClauses(clause), ...toldClauses(sentence)])];
