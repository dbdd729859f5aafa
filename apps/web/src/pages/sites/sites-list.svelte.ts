import { doors } from '../../api/doors.ts';
import type { Site } from '../../api/types.ts';
import { live } from '../../live/live.svelte.ts';
import { sortedSites, type SiteSort } from './site-state.ts';

/** The account's sites: searched, sorted, paged, and kept fresh by the topic `account`. */
export class SitesList {
  items = $state.raw<readonly Site[]>([]);
  next = $state.raw<string | null>(null);
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  raw = $state.raw<unknown>(null);
  words = $state('');
  sort = $state<SiteSort>('changed');
  loadingMore = $state(false);
  #asked = 0;

  /** Keeps the list fresh until the returned function is called. */
  follow(): () => void {
    void this.load();
    return live.subscribe('account', {
      onSubscribed: () => void this.load(),
      onData: (data) => {
        for (const item of data) {
          if (item.kind === 'site') this.put(item.site);
          if (item.kind === 'gone') this.items = this.items.filter(({ id }) => id !== item.site);
        }
      },
    });
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { items, next } = await doors.sites({
        sort: this.sort,
        ...(this.words.trim() && { q: this.words.trim() }),
      });
      if (asked !== this.#asked) return;
      this.items = items;
      this.next = next;
      this.status = 'ready';
    } catch (raw) {
      if (asked !== this.#asked) return;
      this.raw = raw;
      this.status = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    if (this.next === null || this.loadingMore) return;
    this.loadingMore = true;
    const asked = this.#asked;
    try {
      const words = this.words.trim();
      const page = await doors.sites({ sort: this.sort, cursor: this.next, ...(words && { q: words }) });
      if (asked !== this.#asked) return;
      const known = new Set(this.items.map(({ id }) => id));
      this.items = [...this.items, ...page.items.filter(({ id }) => !known.has(id))];
      this.next = page.next;
    } finally {
      this.loadingMore = false;
    }
  }

  /** A site as it is now. While words are searched, only what is shown is replaced: the API knows what they find. */
  put(site: Site): void {
    const index = this.items.findIndex(({ id }) => id === site.id);
    if (index >= 0) this.items = sortedSites(this.items.with(index, site), this.sort);
    else if (this.words.trim() === '') this.items = sortedSites([site, ...this.items], this.sort);
  }
}
