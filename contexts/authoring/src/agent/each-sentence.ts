import type { Attempt } from '../abilities/ability.ts';
import { changeSite, type Change, type Site } from '../site/site.ts';
import type { QuotedText } from '../understanding/quotes.ts';

const end = /(?<=[.!?][\uE000-\uEFFF]?)\s+(?:(?:and|also|then)\b,?\s+)*(?=\S)/iu;
const most = 5;

/**
 * Several sentences of which each tells something by itself: "Call from 15, not 14. And last orders are at 22:00." Only
 * if every one of them can be done: else the others may have meant something else than they say.
 */
export const eachSentence = (
  { text, quotes }: QuotedText,
  start: Site,
  fulfil: (sentence: QuotedText, site: Site) => Attempt,
): Attempt | undefined => {
  const sentences = text.split(end);
  if (sentences.length < 2 || sentences.length > most) return undefined;
  const changes = new Map<string, Change>();
  const summaries: string[] = [];
  let site = start;
  for (const sentence of sentences) {
    const result = fulfil({ text: sentence, quotes }, site);
    if (result.type !== 'done') return undefined;
    for (const change of result.changes) changes.set(change.path, change);
    summaries.push(result.summary);
    site = changeSite(site, result.changes);
  }
  return { type: 'done', changes: [...changes.values()], summary: summaries.join('\n') };
};
