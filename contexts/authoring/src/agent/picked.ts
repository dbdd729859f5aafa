import { thingsOf, type Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';

/** An element that somebody has picked on a page. */
export interface Pick {
  /** The file in the version's tree. */
  readonly path: string;
  /** Where the element begins and ends in the decoded source of the file, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly tag: string;
  /** At most 200 characters of its text, for showing. */
  readonly text: string;
}

/** The picked elements that are on the site: those that begin where the pick says and are of its tag. */
export const pickedThings = (picks: readonly Pick[], site: Site): readonly Thing[] =>
  picks.flatMap(({ path, start, tag }) => {
    const page = site.pages.find((one) => one.path === path);
    const thing =
      page &&
      thingsOf(page).find(
        ({ element }) => element.sourceCodeLocation?.startOffset === start && element.tagName === tag.toLowerCase(),
      );
    return thing === undefined ? [] : [thing];
  });

/** The same picks after a change: what stands behind it has moved. */
export const movedPicks = (picks: readonly Pick[], before: Site, after: Site): readonly Pick[] =>
  picks.map((pick) => {
    const [old, fresh] = [before, after].map(({ pages }) => pages.find(({ path }) => path === pick.path)?.text ?? '');
    if (old === undefined || fresh === undefined || old === fresh) return pick;
    const by = fresh.length - old.length;
    return old.slice(0, pick.start) === fresh.slice(0, pick.start)
      ? pick
      : { ...pick, start: pick.start + by, end: pick.end + by };
  });
