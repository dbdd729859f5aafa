import { quoted, soleQuote } from '../understanding/quotes.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import type { AddPage, Reading } from './intent.ts';

const start =
  "^(?:(?:i|we)(?:['’]d like|['’]d love| want| need| would like)|add|create|make|build|insert|generate|put(?: in)?|set up|give me|need|want)\\s+(?:me\\s+)?";
/** "Put the page X …" speaks of one that is there. */
const placing = /^put\s+(?:the|my|our)\s/i;
const kind = '(?:(?:new|blank|extra|simple|separate|basic|another|empty|second|third)\\s+)*';
const link = '(?:called|named|titled|entitled|labell?ed|for|about|with (?:the|a) (?:title|name)(?: of)?|:)';
const noun = '(?:web ?|sub-?)?page';

const nameAfter = new RegExp(
  `${start}(?:a|an|one|another|the)?\\s*${kind}${noun}\\s*(?:(?<link>${link})\\s*)?(?<name>${quoted}|.+?)(?<tail>$|[.!]$|\\s*,.*$|\\s+(?:and|with|that|which|to|in|containing|saying|without|linked|using)\\s.*$)`,
  'i',
);
const nameBefore = new RegExp(
  `${start}(?:a|an|one|another|the|my|our)\\s+${kind}(?<name>${quoted}|[\\p{L}\\p{N}&'’ -]{2,40}?)\\s+${noun}(?<tail>$|[.!]$|\\s*,.*$|\\s+(?:and|with|that|which|to|in|containing|saying|without|linked)\\s.*$)`,
  'iu',
);
const heading = new RegExp(
  `\\b(?:heading|headline|title)\\s*(?:of|:|that says|saying|called)?\\s*(?<value>${quoted})`,
  'i',
);
const text = new RegExp(
  `(?:\\b(?:text|content|paragraph|words|message|body)\\s*(?:of|:|that says|saying)?|\\b(?:saying|says|that reads|containing))\\s*(?<value>${quoted})`,
  'i',
);
const outside = /\b(?:without|not|don['’]?t|no)\b[^.]*\b(?:menu|nav|navigation|link)/i;

/** Reads "add a page called Pricing and link it in the menu", "create a pricing page with the text …". */
export const readAddPage = (wish: Wish): Reading<AddPage>[] => {
  const match = nameAfter.exec(wish.text)?.groups ?? nameBefore.exec(wish.text)?.groups;
  const spoken = match?.['name'] ?? '';
  const tail = match?.['tail'] ?? '';
  const named = titled(valueText(wish, spoken), soleQuote(spoken, wish.quotes) !== undefined);
  // "A page about us" is called so; "a page about cheese" is about cheese.
  const name =
    /^about$/i.test(match?.['link'] ?? '') && /^(?:us|me)$/i.test(named) ? `About ${named.toLowerCase()}` : named;
  if (match === undefined || name === '' || name.length > 80 || placing.test(wish.text)) return [];
  const value = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(tail)?.groups?.['value'];
    return found === undefined ? undefined : valueText(wish, found);
  };
  return [
    {
      intent: { type: 'add-page', name, heading: value(heading), paragraph: value(text), inMenu: !outside.test(tail) },
      score: 0.94,
    },
  ];
};

// A name that was quoted or has capitals is spelled as meant; "our team" becomes "Our team".
const titled = (name: string, asWritten: boolean): string =>
  asWritten || name === '' ? name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
