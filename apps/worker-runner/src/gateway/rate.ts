/** Token bucket on a monotonic clock: `perSecond` on average, `burst` at once. */
export class Rate {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#left = burst;
    this.#at = now();
  }

  /** Milliseconds to wait before `amount` is there; 0 takes it. */
  take(amount: number): number {
    const now = this.#now();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
    if (this.#left < amount) return Math.ceil(((amount - this.#left) / this.#perSecond) * 1_000);
    this.#left -= amount;
    return 0;
  }
}
