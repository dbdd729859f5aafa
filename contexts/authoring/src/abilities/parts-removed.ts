import { bestOf } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { distinct } from './cut-things.ts';
import { searchSite } from './pages-searched.ts';

/** "The team section together with its entry in the menu". */
export const withEntry =
  /^(?<what>.+?)\s*(?:,\s*)?(?:together with|along with|and(?: also)?|with|including)\s+(?:the |its |their |that |also )*(?:own |matching |corresponding |menu )*(?:entry|entries|link|line|item|point|button)(?:\s+(?:to it|for it))?(?:\s+(?:in|on|from|of|out of)\s+.*\b(?:menu|bar|navigation|nav|navbar|sidebar)\b.*)$/i;

/** What a phrase lists: "the photo and the caption under it". */
export const partsOf = (phrase: string): readonly string[] =>
  phrase
    .replace(/^(?:both|all(?: two| three| four)?)\s+/i, '')
    .split(/\s*,\s+(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+as well as\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** "Prices and Jobs in the menu": the place said last is that of every part. */
export const inherit = (part: string, phrase: string): string => {
  const end = /\s(?:in|on|of|from|out of)\s+(?<where>[^,]+)$/i.exec(phrase)?.groups?.['where'];
  return end === undefined || part.endsWith(end) || /\b(?:it|them)\b/.test(end) ? part : `${part} in ${end}`;
};

export interface Meant {
  readonly target: Target;
  readonly thing: Thing;
}

/** The one thing that a part of a list means. */
export const onlyOne = (phrase: string, wish: Wish, site: Site): Meant | undefined => {
  const target = readTarget(
    phrase.replace(/\s+(?:below|under|beneath|beside|next to|above) (?:it|them)$/i, ''),
    wish.quotes,
  );
  if (target.kinds.length + target.tokens.length + target.literals.length === 0) return undefined;
  const things = distinct(bestOf(searchSite(site, wish, target)), target);
  const [thing, ...others] = things;
  return thing === undefined || others.length > 0 ? undefined : { target, thing };
};
