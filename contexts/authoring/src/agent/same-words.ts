import { sayingsOf } from '../understanding/assignments.ts';
import { spokenText, takeQuotes } from '../understanding/quotes.ts';

const alsoIn =
  /^(?:(?:and|then|please|also|as well)\b[,\s]*)*in (?:the |its |our |my )?(?<part>(?:meta |page |browser )*(?:description|title|tab|heading|headline|subtitle))(?<rest>\b[^.!?]*)[.!]*$/i;
const pageIn = /\b(?:the|our|my) (?:(?!of |in |on )[\p{L}\d'’-]+ ){1,4}?page\b/iu;
const forWhom = /\s+(?:for|on|in) (?:google|search(?: engines?)?)\b|,?\s+(?:too|also|as well|please)\b/gi;

/** "And also in the description of that page": the words that the message before gave, in another place. */
export const sameWordsIn = (said: string, last: string): string | undefined => {
  const groups = alsoIn.exec(said.trim())?.groups;
  if (groups === undefined) return undefined;
  const words = wordsOf(last);
  if (words === undefined) return undefined;
  const part = (groups['part'] ?? '')
    .toLowerCase()
    .replace(/^description$/, 'meta description')
    .replace(/^(?:browser )?tab$/, 'page title');
  const rest = (groups['rest'] ?? '').replace(forWhom, '');
  const page = pageIn.exec(rest.replace(/\b(?:that|this|the same) page\b/i, ''))?.[0] ?? pageIn.exec(last)?.[0];
  return `change the ${part}${page === undefined ? '' : ` of ${page.charAt(0).toLowerCase()}${page.slice(1)}`} to "${words}"`;
};

const wordsOf = (last: string): string | undefined => {
  const { text, quotes } = takeQuotes(last.trim().replace(/[.!]+$/, ''));
  if (quotes.length > 0) return quotes.at(-1);
  const [saying] = sayingsOf(text.replace(/\s+(?:at the (?:very )?top|on top)$/i, ''));
  return saying === undefined || saying.score < 0.8 ? undefined : spokenText(saying.value, quotes);
};
