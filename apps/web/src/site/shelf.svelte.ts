import { SvelteMap } from 'svelte/reactivity';
import { doors } from '../api/doors.ts';
import type { FileChange, Files, Version } from '../api/types.ts';

/** The versions of one site: a searched, paged list, and what was looked up beside it. */
export class Shelf {
  items = $state.raw<readonly Version[]>([]);
  next = $state.raw<string | null>(null);
  status = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  raw = $state.raw<unknown>(null);
  words = $state('');
  more = $state(false);

  readonly #site: string;
  readonly #known = new SvelteMap<number, Version>();
  readonly #files = new Map<number, Promise<Files>>();
  readonly #changes = new Map<number, Promise<readonly FileChange[]>>();
  #asked = 0;

  constructor(site: string) {
    this.#site = site;
  }

  /** First page for the words; a later call overtakes an earlier one. */
  async load(words = this.words): Promise<void> {
    this.words = words;
    const asked = ++this.#asked;
    if (this.status !== 'ready') this.status = 'loading';
    try {
      const { items, next } = await doors.versions(this.#site, { ...(words.trim() && { q: words.trim() }) });
      if (asked !== this.#asked) return;
      this.#learn(items);
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
    if (this.next === null || this.more) return;
    this.more = true;
    const asked = this.#asked;
    try {
      const page = await doors.versions(this.#site, {
        cursor: this.next,
        ...(this.words.trim() && { q: this.words.trim() }),
      });
      if (asked !== this.#asked) return;
      this.#learn(page.items);
      this.items = [...this.items, ...page.items.filter(({ number }) => !this.items.some((v) => v.number === number))];
      this.next = page.next;
    } finally {
      this.more = false;
    }
  }

  /** A version as it is now, from the socket. */
  take(version: Version): void {
    this.#known.set(version.number, version);
    if (this.status !== 'ready') return;
    const index = this.items.findIndex(({ number }) => number === version.number);
    if (index >= 0) this.items = this.items.with(index, version);
    else if (this.words.trim() === '') this.items = [version, ...this.items].toSorted((a, b) => b.number - a.number);
    else void this.load();
  }

  known(number: number): Version | undefined {
    return this.#known.get(number);
  }

  /** Looks a version up once; later answers come from what is known. */
  async find(number: number): Promise<Version> {
    const known = this.#known.get(number);
    if (known) return known;
    const version = await doors.version(this.#site, number);
    this.#known.set(number, version);
    return version;
  }

  /** A version's files never change, so they are asked for once. */
  files(number: number): Promise<Files> {
    return once(this.#files, number, () => doors.files(this.#site, number));
  }

  changes(number: number): Promise<readonly FileChange[]> {
    return once(this.#changes, number, async () => (await doors.changes(this.#site, number)).items);
  }

  #learn(versions: readonly Version[]): void {
    for (const version of versions) this.#known.set(version.number, version);
  }
}

const once = <T>(memory: Map<number, Promise<T>>, key: number, ask: () => Promise<T>): Promise<T> => {
  const known = memory.get(key);
  if (known) return known;
  const asked = ask();
  memory.set(key, asked);
  asked.catch(() => memory.delete(key));
  return asked;
};
