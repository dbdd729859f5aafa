import { doors } from '../../api/doors.ts';
import type { Site } from '../../api/types.ts';
import { mySites } from '../my-sites.svelte.ts';

/** Sites that the typed words find: at once among those that are known, and from the API a moment later. */
export class Finding {
  words = $state('');
  found = $state.raw<readonly Site[]>([]);
  status = $state<'ready' | 'asking' | 'failed'>('ready');
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly sites = $derived.by(() => {
    if (this.words.trim() === '') return mySites.recent;
    const known = mySites.recent.filter((site) => matches(site.name, this.words) || matches(site.fqdn, this.words));
    const ids = new Set(known.map(({ id }) => id));
    return [...known, ...this.found.filter(({ id }) => !ids.has(id))];
  });

  type(): void {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const q = this.words.trim();
    this.found = [];
    if (q === '') {
      this.status = 'ready';
      return;
    }
    this.status = 'asking';
    this.#timer = setTimeout(() => void this.#ask(asked, q), 150);
  }

  async #ask(asked: number, q: string): Promise<void> {
    try {
      const { items } = await doors.sites({ q, limit: 8 });
      if (asked !== this.#asked) return;
      this.found = items;
      this.status = 'ready';
    } catch {
      if (asked === this.#asked) this.status = 'failed';
    }
  }
}

/** Every word is found somewhere, whatever its case. */
export const matches = (text: string, words: string): boolean => {
  const lower = text.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
};
