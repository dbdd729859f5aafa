export type Sign = 'ask' | 'stuck' | 'nothing';

/** Looks without a sign of life after which a page is taken for one that does nothing but run. */
const MOST = 10;

/**
 * Whether the page in a frame still answers. It is looked at about once a second; looks are counted rather than
 * seconds, so that a computer that slept or a tab in the background blames nobody.
 *
 * A page that has finished loading without a word has no bridge and is not watched: only what loads and what has spoken
 * can stop answering.
 */
export class Watch {
  #watching = false;
  #unanswered = 0;

  /** Another page is being loaded. */
  begin(): void {
    this.#watching = true;
    this.#unanswered = 0;
  }

  /** The browser says that the page is loaded. Whether it can speak is known once it does. */
  loaded(): void {
    this.#watching = false;
  }

  heard(): void {
    this.begin();
  }

  look(): Sign {
    if (!this.#watching) return 'nothing';
    this.#unanswered += 1;
    if (this.#unanswered <= MOST) return 'ask';
    this.#watching = false;
    return 'stuck';
  }
}
