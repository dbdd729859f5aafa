import { SvelteMap } from 'svelte/reactivity';

/** A page element that a message is about. */
export interface Pick {
  /** The file in the version's tree. */
  readonly path: string;
  /** Place of the element in the decoded source of that file, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  /** What it says, at most 200 characters, for showing. */
  readonly text: string;
}

/** As many as a message takes. */
export const MOST_PICKS = 10;

/** The picked elements of each site, in the order they were picked; they stay while one looks at other pages. */
class Picks {
  readonly #bySite = new SvelteMap<string, readonly Pick[]>();

  of(site: string): readonly Pick[] {
    return this.#bySite.get(site) ?? [];
  }

  has(site: string, pick: Place): boolean {
    return this.of(site).some(isAt(pick));
  }

  /** False when there are as many already as a message takes; one that is there already counts as added. */
  add(site: string, { path, start, end, tag, text }: Pick): boolean {
    const picks = this.of(site);
    if (picks.some(isAt({ path, start, end }))) return true;
    if (picks.length >= MOST_PICKS) return false;
    this.#bySite.set(site, [...picks, { path, start, end, tag, text }]);
    return true;
  }

  remove(site: string, pick: Place): void {
    this.#bySite.set(
      site,
      this.of(site).filter((one) => !isAt(pick)(one)),
    );
  }

  clear(site: string): void {
    this.#bySite.delete(site);
  }
}

type Place = { readonly path: string; readonly start: number; readonly end: number };

const isAt =
  ({ path, start, end }: Place) =>
  (one: Place): boolean =>
    one.path === path && one.start === start && one.end === end;

export const picks = new Picks();
