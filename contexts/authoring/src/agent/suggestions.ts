import { offers } from '../abilities/registry.ts';
import type { Site } from '../site/site.ts';

const most = 4;

/** The sentences nearest to what was asked that this site can follow, one per ability before a second of any. */
export const suggestionsFor = (said: string, site: Site): string[] => {
  const asked = new Set(said.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const ranked = offers
    .map(({ topics, examples }) => ({
      near: topics.filter((topic) => asked.has(topic)).length,
      examples: examples(site),
    }))
    .toSorted((a, b) => b.near - a.near);
  const first = ranked.flatMap(({ examples }) => examples.slice(0, 1));
  const second = ranked.filter(({ near }) => near > 0).flatMap(({ examples }) => examples.slice(1, 2));
  return [...new Set([...first.slice(0, most - 1), ...second, ...first])].slice(0, most);
};
