import { quoted } from './quotes.ts';

const top = '(?:right )?(?:at the (?:very )?top|on top|up top)(?: of)?';
const says =
  "(?:(?:it |there )?(?:should|must|shall|has to|needs to) (?:now )?(?:say|read|be)|write|put|i want|i(?:’|')d like)";
const words = `(?<value>${quoted}|[\\p{Lu}\\d].*?)`;
const forms: readonly RegExp[] = [
  new RegExp(`^(?:${says}|[Ww]rite|[Pp]ut|I want)\\s*:?\\s+${words}\\s+${top}[.!]*$`, 'u'),
  new RegExp(
    `^(?:[Rr]ight )?(?:[Aa]t the (?:very )?top|[Oo]n top)(?: of)?,?\\s+(?:(?:I|we) want\\s+|${says})\\s*:?\\s+${words}[.!]*$`,
    'u',
  ),
];

/** What a page is to say at its top: "should say Fifty bottles at the top". */
export const wordsAtTop = (clause: string): string | undefined =>
  forms.map((form) => form.exec(clause.trim())?.groups?.['value']).find((value) => value !== undefined);
