/** Two versions chosen in the list are compared at once, and the choice begins anew. */
export class Picking {
  numbers = $state.raw<readonly number[]>([]);
  readonly #actions: { compare(one: number, other: number): void };

  constructor(actions: { compare(one: number, other: number): void }) {
    this.#actions = actions;
  }

  toggle(number: number): void {
    if (this.numbers.includes(number)) return this.clear();
    const [first] = this.numbers;
    if (first === undefined) {
      this.numbers = [number];
      return;
    }
    this.clear();
    this.#actions.compare(first, number);
  }

  clear(): void {
    this.numbers = [];
  }
}
