import type { Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import type { RunRange } from '../html/rewrite-text.ts';

/** A line that says when a place is open on some days. */
export interface HoursLine {
  readonly page: Page;
  readonly element: Element;
  readonly days: ReadonlySet<number>;
  readonly said: string;
  readonly value: RunRange;
  readonly hours: string;
}
