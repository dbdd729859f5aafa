import { SvelteMap } from 'svelte/reactivity';
import { doors } from '../api/doors.ts';
import type { FileChange, FileDiff, Files, Version, VersionDiff } from '../api/types.ts';

/** What of a site's versions is listed. */
export interface Wanted {
  readonly words: string;
  readonly starred: boolean;
  readonly pinned: boolean;
  readonly noted: boolean;
}
export const EVERYTHING: Wanted = { words: '', starred: false, pinned: false, noted: false };

/** The versions of one site: a searched, paged list, and what was looked up beside it. */
export class Shelf {
  items = $state.raw<readonly Version[]>([]);
  next = $state.raw<string | null>(null);
  /** On all pages of the list together. */
  total = $state(0);
  status = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  raw = $state.raw<unknown>(null);
  wanted = $state.raw<Wanted>(EVERYTHING);
  more = $state(false);
  readonly isNarrowed = $derived(
    this.wanted.words.trim() !== '' || this.wanted.starred || this.wanted.pinned || this.wanted.noted,
  );

  readonly #site: string;
  readonly #known = new SvelteMap<number, Version>();
  readonly #files = new Map<number, Promise<Files>>();
  readonly #changes = new Map<number, Promise<readonly FileChange[]>>();
  readonly #diffs = new Map<string, Promise<VersionDiff>>();
  readonly #fileDiffs = new Map<string, Promise<FileDiff>>();
  #asked = 0;

  constructor(site: string) {
    this.#site = site;
  }

  /** First page of what is wanted; a later call overtakes an earlier one. */
  async load(wanted: Wanted = this.wanted): Promise<void> {
    this.wanted = wanted;
    const asked = ++this.#asked;
    if (this.status !== 'ready') this.status = 'loading';
    try {
      const { items, next, total } = await doors.versions(this.#site, queryOf(wanted));
      if (asked !== this.#asked) return;
      this.#learn(items);
      this.items = items;
      this.next = next;
      this.total = total;
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
      const page = await doors.versions(this.#site, { ...queryOf(this.wanted), cursor: this.next });
      if (asked !== this.#asked) return;
      this.#learn(page.items);
      this.items = [...this.items, ...page.items.filter(({ number }) => !this.items.some((v) => v.number === number))];
      this.next = page.next;
      this.total = page.total;
    } finally {
      this.more = false;
    }
  }

  /** A version as it is now, from the socket or from the answer to a command. */
  take(version: Version): void {
    this.#known.set(version.number, version);
    if (this.status !== 'ready') return;
    const index = this.items.findIndex(({ number }) => number === version.number);
    if (this.isNarrowed) {
      // Whether it belongs to the list only the search can tell; until it has, the row shows what is known.
      if (index >= 0) this.items = this.items.with(index, version);
      void this.load();
    } else if (index >= 0) this.items = this.items.with(index, version);
    else {
      const isNew = version.number > (this.items[0]?.number ?? 0);
      if (isNew) this.total += 1;
      if (isNew || this.next === null) this.items = [version, ...this.items].toSorted((a, b) => b.number - a.number);
    }
  }

  /** A version that was deleted. */
  drop(number: number): void {
    this.#known.delete(number);
    const left = this.items.filter((version) => version.number !== number);
    if (left.length < this.items.length) this.total -= 1;
    this.items = left;
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

  /** Two versions never change, so neither does how they differ. */
  diff(from: number, to: number): Promise<VersionDiff> {
    return once(this.#diffs, `${from}-${to}`, () => doors.diff(this.#site, from, to));
  }

  fileDiff(from: number, to: number, path: string): Promise<FileDiff> {
    return once(this.#fileDiffs, `${from}-${to}-${path}`, () => doors.fileDiff(this.#site, from, to, path));
  }

  #learn(versions: readonly Version[]): void {
    for (const version of versions) this.#known.set(version.number, version);
  }
}

const once = <Key, T>(memory: Map<Key, Promise<T>>, key: Key, ask: () => Promise<T>): Promise<T> => {
  const known = memory.get(key);
  if (known) return known;
  const asked = ask();
  memory.set(key, asked);
  asked.catch(() => memory.delete(key));
  return asked;
};

const queryOf = ({ words, starred, pinned, noted }: Wanted) => ({
  ...(words.trim() && { q: words.trim() }),
  ...(starred && { starred: 'true' as const }),
  ...(pinned && { pinned: 'true' as const }),
  ...(noted && { noted: 'true' as const }),
});
