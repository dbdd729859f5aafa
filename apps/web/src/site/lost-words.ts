import { draftOf, kept, keptLetters } from './kept.ts';

/** What a person had typed for a site and what had not arrived there yet: it is theirs, also when the site is gone. */
export const lostWords = (site: string): string =>
  [
    ...keptLetters(kept)
      .filter((letter) => letter.site === site)
      .map(({ prompt }) => prompt),
    kept.get(draftOf(site)) ?? '',
  ]
    .filter((text) => text.trim() !== '')
    .join('\n\n');
