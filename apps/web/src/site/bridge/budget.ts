export type Verdict = 'taken' | 'dropped' | 'flooded';

/** Messages that may come at once, and per second after that. */
const BURST = 120;
const PER_SECOND = 60;
/** A page that had so many dropped in a row does nothing but send. */
const FLOOD = 1_000;

/** How much a frame may say. `flooded` is said once the frame is to be taken away, since only that ends a flood. */
export class MessageBudget {
  #left = BURST;
  #at: number;
  #dropped = 0;

  /** `now` in milliseconds, from any clock that only goes on. */
  constructor(now: number) {
    this.#at = now;
  }

  take(now: number): Verdict {
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1_000) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) {
      this.#dropped += 1;
      return this.#dropped >= FLOOD ? 'flooded' : 'dropped';
    }
    this.#left -= 1;
    if (this.#left > BURST / 2) this.#dropped = 0;
    return 'taken';
  }
}
