/** Where a turn stands in a long conversation, whether it is drawn or a stand-in keeps its room. */
export class Place {
  /** In px: as it was last drawn, before that a guess. */
  height: number;
  /** Whether all of it is drawn. */
  drawn = $state(false);
  /** Somebody had a hand on it: what was opened, typed or focused there must not go. */
  held = false;

  constructor(guess: number) {
    this.height = guess;
  }

  /** True if that changed something. */
  draw(near: boolean): boolean {
    const drawn = near || this.held;
    if (drawn === this.drawn) return false;
    this.drawn = drawn;
    return true;
  }
}
