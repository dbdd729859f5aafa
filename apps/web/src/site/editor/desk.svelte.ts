import { tell } from '../../parts/toasts.ts';
import { Bridge } from '../bridge/bridge.svelte.ts';
import type { PickedElement } from '../bridge/messages.ts';
import { MOST_PICKS, picks } from '../picks.svelte.ts';

/** An element that is written in a file: it can be asked about, edited and explained. */
export type WrittenElement = PickedElement & { readonly start: number; readonly end: number };

export const isWritten = (element: PickedElement): element is WrittenElement =>
  element.start !== null && element.end !== null && element.start < element.end;

/**
 * Work on the page in the preview's frame: which element is picked and what is done with it. Nothing picked; or one
 * element with its panel open.
 */
export class Desk {
  readonly site: string;
  readonly bridge: Bridge;
  selected = $state.raw<PickedElement | null>(null);
  /** What is picked goes into the next message; not while one looks at an older version. */
  asks = true;
  /** Where the frame's page is heard from. */
  onPath: ((path: string) => void) | null = null;

  constructor(site: string) {
    this.site = site;
    this.bridge = new Bridge({
      onPage: (path) => {
        if (this.selected !== null && this.selected.file !== this.bridge.page?.file) this.close();
        this.onPath?.(path);
      },
      onPicked: (element) => {
        this.select(element);
        if (this.asks && isWritten(element) && !this.isAsked(element)) this.toggleAsked(element);
      },
    });
  }

  select(element: PickedElement): void {
    this.selected = element;
    this.bridge.outline(isWritten(element) ? element : null);
  }

  close(): void {
    this.selected = null;
    this.bridge.outline(null);
  }

  isAsked(element: WrittenElement): boolean {
    return picks.has(this.site, { ...element, path: element.file });
  }

  /** Puts the element into the next message, or takes it out again. */
  toggleAsked(element: WrittenElement): void {
    const { file: path, start, end, tag, text } = element;
    if (this.isAsked(element)) return picks.remove(this.site, { path, start, end });
    if (picks.add(this.site, { path, start, end, tag, text })) return;
    tell.note(`A message takes ${MOST_PICKS} elements`, { description: 'Remove one from the message first.' });
  }
}
