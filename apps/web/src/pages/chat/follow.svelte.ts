/** So near the end, in px, still counts as being there. */
const NEAR = 40;

/**
 * Keeps the end of the conversation in view while it grows, until the person scrolls up; then counts what comes, and
 * follows again from the end on. What stands above never moves while one reads.
 */
export class Follow {
  atEnd = $state(true);
  /** What had been told when the person scrolled up. */
  #seen = $state(0);
  readonly #told: () => number;

  /** `told` counts what comes in. */
  constructor(told: () => number) {
    this.#told = told;
  }

  /** How much came in since the person scrolled up. */
  get news(): number {
    return this.atEnd ? 0 : this.#told() - this.#seen;
  }

  #box: HTMLElement | null = null;
  #top = 0;

  readonly scroller = (box: HTMLElement): (() => void) => {
    this.#box = box;
    const onScroll = (): void => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      // What grew since our own jump is no wish to stay behind: only a move upwards is.
      if (near) this.atEnd = true;
      else if (box.scrollTop < this.#top) this.#leave();
      this.#top = box.scrollTop;
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    // The dock below grows and shrinks; the end stays the end.
    const resized = new ResizeObserver(() => this.atEnd && this.#jump());
    resized.observe(box);
    return () => {
      box.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  };

  readonly content = (column: HTMLElement): (() => void) => {
    const resized = new ResizeObserver(() => this.atEnd && this.#jump());
    resized.observe(column);
    return () => resized.disconnect();
  };

  /** At once: a slow scroll would chase an end that moves on. */
  toEnd(): void {
    this.atEnd = true;
    this.#jump();
  }

  /** While it is the end that is kept in view: there, before the page is painted. */
  settle(): void {
    if (this.atEnd) this.#jump();
  }

  /**
   * Before something is put above: what is called after that leaves what is seen where it was, whether or not the browser
   * anchors by itself.
   */
  hold(): () => void {
    const box = this.#box;
    const first = box?.querySelector('article');
    if (!box || !first) return () => undefined;
    const before = first.getBoundingClientRect().top;
    return () => {
      if (first.isConnected && !this.atEnd) box.scrollTop += first.getBoundingClientRect().top - before;
    };
  }

  toStart(): void {
    this.#leave();
    this.#box?.scrollTo({ top: 0 });
  }

  #leave(): void {
    if (!this.atEnd) return;
    this.atEnd = false;
    this.#seen = this.#told();
  }

  #jump(): void {
    if (this.#box) this.#box.scrollTop = this.#box.scrollHeight;
  }
}
