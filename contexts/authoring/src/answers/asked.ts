import type { Page } from '../html/page.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';

/** A question, prepared for those who answer. */
export interface Asked {
  /** Without the words that name a page. */
  readonly text: string;
  readonly whole: string;
  readonly quotes: readonly string[];
  /** The pages that it is about. */
  readonly pages: readonly Page[];
  readonly site: Site;
  readonly picked: readonly Thing[];
}
