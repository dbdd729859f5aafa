import { SvelteMap } from 'svelte/reactivity';
import { doors } from '../../api/doors.ts';
import type { LoggedEvent } from '../../api/types.ts';

const PAGE = 100;

/** Which events of the site are listed; all of them when empty. */
export interface Filter {
  readonly q: string;
  readonly types: readonly string[];
}
export const NO_FILTER: Filter = { q: '', types: [] };

/**
 * The events of a site in the order of the log, as a list of which only the pages that are looked at are fetched. An
 * event's place never changes; only the last page grows.
 */
export class EventRows {
  total = $state(0);
  /** True once the first page came. */
  ready = $state(false);
  raw = $state.raw<unknown>(null);
  readonly filter: Filter;

  readonly #site: string;
  readonly #pages = new SvelteMap<number, readonly LoggedEvent[]>();
  readonly #asked = new Map<number, Promise<void>>();

  constructor(site: string, filter: Filter = NO_FILTER) {
    this.#site = site;
    this.filter = filter;
  }

  /** The event at a place, from 0; undefined while its page is not here. */
  peek(index: number): LoggedEvent | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Fetches the pages of a range of places, if they are not here yet. */
  async want(from: number, to: number): Promise<void> {
    const pages = [];
    for (let page = Math.floor(Math.max(0, from) / PAGE); page <= Math.floor(Math.max(0, to) / PAGE); page += 1)
      pages.push(this.#load(page));
    await Promise.all(pages);
  }

  /** The event at a place, fetched if it must be. */
  async at(index: number): Promise<LoggedEvent | undefined> {
    await this.want(index, index);
    return this.peek(index);
  }

  /** The log grew: the page that was the last one is fetched anew, and with it how many there are. */
  async grow(): Promise<void> {
    const last = Math.floor(Math.max(0, this.total - 1) / PAGE);
    const full = this.total > 0 && this.total % PAGE === 0;
    if (!full) this.#asked.delete(last);
    await this.#load(full ? last + 1 : last);
  }

  #load(page: number): Promise<void> {
    const asked = this.#asked.get(page) ?? this.#fetch(page);
    this.#asked.set(page, asked);
    return asked;
  }

  async #fetch(page: number): Promise<void> {
    const { q, types } = this.filter;
    try {
      const { items, total } = await doors.history(this.#site, {
        skip: page * PAGE,
        limit: PAGE,
        ...(q === '' ? {} : { q }),
        ...(types.length === 0 ? {} : { type: types.join(',') }),
      });
      this.#pages.set(page, items);
      this.total = total;
      this.ready = true;
      this.raw = null;
    } catch (raw) {
      this.#asked.delete(page);
      this.raw = raw;
    }
  }
}
