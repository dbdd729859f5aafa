export interface SiteQueueOptions {
  readonly work: (site: string) => Promise<void>;
  /** Sites worked on at the same time. */
  readonly concurrency: number;
  /** Pause before the first repeat of work that failed; doubled for each further one up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  readonly onFailure: (site: string, error: unknown, pauseMs: number) => void;
}

/**
 * Work on sites, one at a time per site.
 *
 * A site is *waiting*, *running*, *running and wanted again*, *pausing* after a failure, or not here. Added while it
 * waits: once is enough. Added while it runs: it runs again afterwards, since the run may have looked too early. Added
 * while it pauses: it runs at once. Success ends the count of failures.
 */
export class SiteQueue {
  readonly #options: SiteQueueOptions;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #pauses = new Map<string, NodeJS.Timeout>();
  readonly #failures = new Map<string, number>();
  #idle = Promise.withResolvers<void>();
  #closed = false;

  constructor(options: SiteQueueOptions) {
    this.#options = options;
    this.#idle.resolve();
  }

  add(site: string): void {
    if (this.#closed) return;
    clearTimeout(this.#pauses.get(site));
    this.#pauses.delete(site);
    if (this.#waiting.size + this.#running.size === 0) this.#idle = Promise.withResolvers();
    this.#waiting.add(site);
    this.#fill();
  }

  /** Resolves when everything that was added has been tried. */
  tried(): Promise<void> {
    return this.#idle.promise;
  }

  /** Begins nothing more, and resolves when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    for (const pause of this.#pauses.values()) clearTimeout(pause);
    this.#pauses.clear();
    await Promise.all(this.#running.values());
  }

  #fill(): void {
    for (const site of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return;
      if (this.#running.has(site)) continue;
      this.#waiting.delete(site);
      this.#running.set(site, this.#run(site));
    }
  }

  async #run(site: string): Promise<void> {
    // Not before `add` has returned, so that many additions in a row become one run.
    await Promise.resolve();
    try {
      await this.#options.work(site);
      this.#failures.delete(site);
    } catch (error) {
      this.#pause(site, error);
    } finally {
      this.#running.delete(site);
      this.#fill();
      if (this.#waiting.size + this.#running.size === 0) this.#idle.resolve();
    }
  }

  #pause(site: string, error: unknown): void {
    const { firstPauseMs, longestPauseMs, onFailure } = this.#options;
    const failures = (this.#failures.get(site) ?? 0) + 1;
    this.#failures.set(site, failures);
    const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20));
    const pauseMs = Math.round(whole * (0.75 + Math.random() / 4));
    onFailure(site, error, pauseMs);
    if (this.#closed || this.#waiting.has(site)) return;
    this.#pauses.set(
      site,
      setTimeout(() => this.add(site), pauseMs),
    );
  }
}
