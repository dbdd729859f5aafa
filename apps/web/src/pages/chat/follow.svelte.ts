/** So near the end, in px, still counts as being there. */
const NEAR = 40;
const HAND = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
const UPWARDS = ['ArrowUp', 'PageUp', 'Home'];
/** A scroll goes on for so long after the hand that began it, in milliseconds. */
const HAND_MS = 1_000;

/** Whether this is what one scrolls up by: the wheel, a finger, a key, or the bar at the side. */
const scrollsUp = (event: Event, box: HTMLElement): boolean => {
  if (event instanceof WheelEvent) return event.deltaY < 0;
  if (event instanceof KeyboardEvent) return UPWARDS.includes(event.key) || (event.key === ' ' && event.shiftKey);
  if (event instanceof PointerEvent) return event.target === box && event.offsetX >= box.clientWidth;
  return true;
};

/** In px. */
interface Measures {
  readonly top: number;
  readonly height: number;
  readonly room: number;
}

const isNearEnd = ({ top, height, room }: Measures): boolean => height - top - room < NEAR;

const measure = ({ scrollTop: top, scrollHeight: height, clientHeight: room }: HTMLElement): Measures => ({
  top,
  height,
  room,
});

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
  #last: Measures = { top: 0, height: 0, room: 0 };
  /** When a hand was last at the box, in milliseconds. */
  #hand = Number.NEGATIVE_INFINITY;

  readonly scroller = (box: HTMLElement): (() => void) => {
    this.#box = box;
    const onScroll = (): void => {
      const now = measure(box);
      if (isNearEnd(now)) this.atEnd = true;
      else if (now.top < this.#last.top && this.#isMeant(now)) this.#leave();
      else if (this.atEnd) return this.#jump();
      this.#last = now;
    };
    const onHand = (event: Event): void => {
      if (scrollsUp(event, box)) this.#hand = performance.now();
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    for (const type of HAND) box.addEventListener(type, onHand, { passive: true });
    // The dock below grows and shrinks; the end stays the end.
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(box);
    return () => {
      box.removeEventListener('scroll', onScroll);
      for (const type of HAND) box.removeEventListener(type, onHand);
      resized.disconnect();
    };
  };

  readonly content = (column: HTMLElement): (() => void) => {
    const resized = new ResizeObserver(() => this.#resized());
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

  /** What becomes so short that its end is in view is followed from there. */
  #resized(): void {
    if (this.atEnd) this.#jump();
    else if (this.#box && isNearEnd(measure(this.#box))) this.atEnd = true;
  }

  /**
   * Whether a move upwards is the person's. What becomes shorter moves up by itself, and may have grown again before that
   * is told: then only a hand at the box means it.
   */
  #isMeant({ height, room }: Measures): boolean {
    const isSame = height === this.#last.height && room === this.#last.room;
    return isSame || performance.now() - this.#hand < HAND_MS;
  }

  #leave(): void {
    if (!this.atEnd) return;
    this.atEnd = false;
    this.#seen = this.#told();
  }

  #jump(): void {
    if (!this.#box) return;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#last = measure(this.#box);
  }
}
