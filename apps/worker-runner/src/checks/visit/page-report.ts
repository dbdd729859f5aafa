/** What was seen of one page; lists are bounded, texts are the page's own and cut short. */
export interface PageReport {
  readonly path: string;
  readonly load: PageLoad;
  readonly errors: readonly PageError[];
  readonly missing: readonly string[];
  readonly outside: readonly OutsideRequest[];
  /** Where it sends its visitors by itself, if it does. */
  readonly leavesTo: string | null;
  /** Alerts, questions and the like that it opened. */
  readonly dialogs: number;
  /** Width in CSS pixels at the narrow viewport, and what sticks out; null when it fits. */
  readonly overflow: { readonly width: number; readonly culprit: string } | null;
  /** `src` of images without a text alternative. */
  readonly imagesWithoutAlt: readonly string[];
  readonly barriers: readonly Barrier[];
  readonly shots: readonly Shot[];
  /** Only of the page it was asked of. */
  readonly thumbnail: Uint8Array | null;
}

export type PageLoad =
  | { readonly type: 'loaded' }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'cut-off'; readonly why: string };

export interface PageError {
  readonly source: 'script' | 'console';
  readonly text: string;
  /** `js/site.js, line 12`, if the browser knows. */
  readonly at: string | null;
}

export interface OutsideRequest {
  readonly origin: string;
  readonly kind: 'script' | 'other';
}

/** A rule of axe-core that serious or critical elements break. */
export interface Barrier {
  readonly rule: string;
  readonly help: string;
  readonly count: number;
  readonly example: string;
}

/** WebP; width of the viewport in CSS pixels. */
export interface Shot {
  readonly width: number;
  readonly bytes: Uint8Array;
}

export const WIDE = 1_280;
export const NARROW = 390;
