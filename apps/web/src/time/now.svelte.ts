import { createSubscriber } from 'svelte/reactivity';

/** The present, for templates: it ticks only while something that shows it is on screen. */
class Clock {
  readonly #subscribe: () => void;

  constructor(step: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, step);
      return () => clearInterval(timer);
    });
  }

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const minutes = new Clock(20_000);
export const seconds = new Clock(1_000);
