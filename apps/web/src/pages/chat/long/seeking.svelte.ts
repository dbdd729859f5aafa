import { type Road, walkBack } from './road.ts';

/** On the way to the very first message, until it is there or the hand wants something else. */
export class Seeking {
  busy = $state(false);
  #round = 0;
  readonly #road: Road;

  constructor(road: Road) {
    this.#road = road;
  }

  async begin(): Promise<void> {
    const round = ++this.#round;
    const wanted = (): boolean => round === this.#round;
    this.busy = true;
    try {
      await walkBack(this.#road, wanted);
    } finally {
      if (wanted()) this.busy = false;
    }
  }

  giveUp(): void {
    this.#round += 1;
    this.busy = false;
  }
}
