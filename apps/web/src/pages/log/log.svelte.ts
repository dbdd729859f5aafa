import { doors } from '../../api/doors.ts';
import type { LoggedEvent } from '../../api/types.ts';
import { withNewer } from './newer.ts';

/** The site's events, newest first; grows at the top while it is watched and at the bottom by request. */
export class SiteLog {
  events = $state.raw<readonly LoggedEvent[]>([]);
  next = $state.raw<string | null>(null);
  status = $state<'loading' | 'ready' | 'failed'>('loading');
  raw = $state.raw<unknown>(null);
  loadingMore = $state(false);
  readonly #site: string;

  constructor(site: string) {
    this.#site = site;
  }

  async load(): Promise<void> {
    try {
      const { items, next } = await doors.events(this.#site, { limit: 50 });
      const merged = withNewer(this.events, items);
      // A gap between what is known and this page means that the older pages are asked for anew.
      if (merged === items) this.next = next;
      this.events = merged;
      this.status = 'ready';
    } catch (raw) {
      this.raw = raw;
      if (this.status !== 'ready') this.status = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    if (this.next === null || this.loadingMore) return;
    this.loadingMore = true;
    try {
      const { items, next } = await doors.events(this.#site, { cursor: this.next, limit: 50 });
      const known = new Set(this.events.map(({ id }) => id));
      this.events = [...this.events, ...items.filter(({ id }) => !known.has(id))];
      this.next = next;
    } finally {
      this.loadingMore = false;
    }
  }
}
