/** Sites that are remembered; the oldest are forgotten. */
const MOST = 10_000;

/** From when to when somebody waited, in milliseconds since 1970. */
export interface Wait {
  readonly from: number;
  readonly to: number;
}

/** Since when a runner has asked for which site, over all the times that it found it busy. */
export class LockWaits {
  readonly #asked = new Map<string, { readonly first: number; readonly last: number }>();
  readonly #patienceMs: number;

  /** @param patienceMs after so long without asking again, another runner has done the work, and the wait is over */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  asked(site: string): void {
    const now = Date.now();
    const before = this.#asked.get(site);
    // Put at the end, so that the first is the one that was not asked for the longest.
    this.#asked.delete(site);
    if (this.#asked.size >= MOST) {
      const [oldest] = this.#asked.keys();
      if (oldest !== undefined) this.#asked.delete(oldest);
    }
    const goesOn = before !== undefined && now - before.last <= this.#patienceMs;
    this.#asked.set(site, { first: goesOn ? before.first : now, last: now });
  }

  granted(site: string): Wait {
    const to = Date.now();
    const from = this.#asked.get(site)?.first ?? to;
    this.#asked.delete(site);
    return { from, to };
  }
}
