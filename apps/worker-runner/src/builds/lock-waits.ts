/** Sites that are remembered; the oldest are forgotten, as where another runner did the work. */
const MOST = 10_000;

/** From when to when somebody waited, in milliseconds since 1970. */
export interface Wait {
  readonly from: number;
  readonly to: number;
}

/** Since when a runner has asked for which site, over all the times that it found it busy. */
export class LockWaits {
  readonly #since = new Map<string, number>();

  asked(site: string): void {
    if (this.#since.has(site)) return;
    if (this.#since.size >= MOST) {
      const [oldest] = this.#since.keys();
      if (oldest !== undefined) this.#since.delete(oldest);
    }
    this.#since.set(site, Date.now());
  }

  granted(site: string): Wait {
    const to = Date.now();
    const from = this.#since.get(site) ?? to;
    this.#since.delete(site);
    return { from, to };
  }
}
