import { untrack } from 'svelte';
import { Place } from './place.svelte.ts';
import { distances } from './zone.ts';

/** How far beyond what is in view turns are drawn, in px: a turn of the wheel comes to none that is not. */
const BEYOND = 1_500;
/** How many of those are drawn in one frame at most, so that none takes longer than a frame has. */
const A_FRAME = 1;
/** Nobody reads at this speed, in px a millisecond: the stand-ins fly by, and what is come to is drawn then. */
const FLYING = 8;
/** The height of a turn as long as none was drawn, in px. */
const GUESS = 240;
const HAND = ['focusin', 'click', 'input'] as const;

/** Places one below the other; `onDrawn` hears whether any of them is drawn. */
class SectionBox {
  drawn: boolean;
  readonly places: readonly Place[];
  readonly #onDrawn: (drawn: boolean) => void;

  constructor(places: readonly Place[], onDrawn: (drawn: boolean) => void) {
    this.places = places;
    this.drawn = places.some((place) => place.drawn);
    this.#onDrawn = onDrawn;
    onDrawn(this.drawn);
  }

  tell(): void {
    const drawn = this.places.some((place) => place.drawn);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.#onDrawn(drawn);
  }
}

/**
 * Draws the turns of a long conversation that are in view or near it. All others keep their room: a stand-in is as high as
 * the turn was when it was last drawn, or as the mean of those that were. What comes into view above may be higher than its
 * stand-in was; then the browser keeps what is read where it is, and where it does not anchor, we do.
 */
export class LongList {
  readonly #places = new Map<string, Place>();
  readonly #sections = new Map<Element, SectionBox>();
  readonly #drawn = new WeakMap<Element, Place>();
  readonly #resized = new ResizeObserver((entries) => this.#measure(entries));
  #box: HTMLElement | null = null;
  #frame = 0;
  #last = { top: 0, at: 0 };
  /** Of the turns that were drawn once. */
  readonly #seen = { count: 0, sum: 0 };

  /** The place of a turn; it stays the same as long as the list lives. */
  place(key: string): Place {
    const known = this.#places.get(key);
    if (known) return known;
    const { count, sum } = this.#seen;
    const place = new Place(count === 0 ? GUESS : Math.round(sum / count));
    this.#places.set(key, place);
    return place;
  }

  /** The box that scrolls. */
  readonly scroller = (box: HTMLElement): (() => void) => {
    this.#box = box;
    const look = (): void => this.#lookSoon();
    const hold = ({ target }: Event): void => this.#hold(target);
    box.addEventListener('scroll', look, { passive: true });
    for (const type of HAND) box.addEventListener(type, hold, { passive: true });
    const resized = new ResizeObserver(() => this.#lookSoon());
    resized.observe(box);
    return () => {
      this.#box = null;
      cancelAnimationFrame(this.#frame);
      box.removeEventListener('scroll', look);
      for (const type of HAND) box.removeEventListener(type, hold);
      resized.disconnect();
      this.#resized.disconnect();
    };
  };

  /** A box of places one below the other; `onDrawn` hears whether any of them is drawn. */
  section(places: readonly Place[], onDrawn: (drawn: boolean) => void): (element: HTMLElement) => () => void {
    return (element) => {
      const section = untrack(() => new SectionBox(places, onDrawn));
      this.#sections.set(element, section);
      this.#lookSoon();
      return () => this.#sections.delete(element);
    };
  }

  /** The element in which a place is drawn. */
  drawn(place: Place): (element: HTMLElement) => () => void {
    return (element) => {
      this.#drawn.set(element, place);
      this.#resized.observe(element);
      return () => this.#resized.unobserve(element);
    };
  }

  /** Draws what is in view and some of what is near, and lets go what went away. While text is selected nothing goes. */
  look(): void {
    this.#draw(true);
  }

  #draw(inView: boolean): void {
    const box = this.#box?.getBoundingClientRect();
    if (!box || box.height === 0) return;
    const selecting = getSelection()?.isCollapsed === false;
    const near: { place: Place; distance: number }[] = [];
    for (const [element, section] of this.#sections) {
      const { top, bottom } = element.getBoundingClientRect();
      const isFar = bottom <= box.top - BEYOND || top >= box.bottom + BEYOND;
      if (isFar && !section.drawn) continue;
      const heights = section.places.map(({ height }) => height);
      const away = distances(heights, top, { from: box.top, to: box.bottom });
      section.places.forEach((place, index) => {
        const distance = away[index] ?? 0;
        if (distance >= BEYOND) place.draw(selecting && place.drawn);
        else if (distance === 0 && inView) place.draw(true);
        else if (!place.drawn) near.push({ place, distance });
      });
    }
    const next = near.toSorted((a, b) => a.distance - b.distance);
    if (inView) for (const { place } of next.splice(0, A_FRAME)) place.draw(true);
    for (const section of this.#sections.values()) section.tell();
    if (next.length > 0) this.#lookSoon();
  }

  /** In a frame of its own, once: asked for between two changes of the page, the browser would lay it out for each. */
  #lookSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => {
      const top = this.#box?.scrollTop ?? 0;
      const speed = Math.abs(top - this.#last.top) / Math.max(1, now - this.#last.at);
      this.#last = { top, at: now };
      this.#draw(speed < FLYING);
    });
  }

  #measure(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, borderBoxSize } of entries) {
      const place = this.#drawn.get(target);
      const height = borderBoxSize[0]?.blockSize ?? 0;
      if (!place || height === 0) continue;
      if (!ANCHORS) this.#anchor(target, height - place.height);
      this.#seen.count += 1;
      this.#seen.sum += height;
      place.height = height;
    }
    this.#lookSoon();
  }

  #anchor(element: Element, grown: number): void {
    const box = this.#box;
    if (!box) return;
    const wasAbove = element.getBoundingClientRect().bottom - grown <= box.getBoundingClientRect().top;
    if (wasAbove) box.scrollTop += grown;
  }

  #hold(target: EventTarget | null): void {
    for (let at = target instanceof Element ? target : null; at && at !== this.#box; at = at.parentElement) {
      const place = this.#drawn.get(at);
      if (place) place.held = true;
    }
  }
}

const ANCHORS = CSS.supports('overflow-anchor', 'auto');
