import type { MagicString } from 'magic-string';
import { editPage, type Page } from '../html/page.ts';
import type { Element } from '../html/elements.ts';
import type { Thing } from '../outline/thing.ts';
import { listPaths } from '../intents/pages-in-scope.ts';
import { sameBytes, type Change, type Site } from '../site/site.ts';
import { already, type Attempt } from './ability.ts';

/** Makes the same edit to each thing, page by page, and says what it came to. */
export const editThings = (
  site: Site,
  things: readonly Thing[],
  detail: string,
  edit: (source: MagicString, page: Page, element: Element) => void,
): Attempt => {
  const changes = changesTo(site, things, detail, edit);
  return changes.length === 0 ? already('It is like that already.') : done(changes, detail);
};

export const changesTo = (
  site: Site,
  things: readonly Thing[],
  detail: string,
  edit: (source: MagicString, page: Page, element: Element) => void,
): Change[] =>
  [...Map.groupBy(things, ({ page }) => page)].flatMap(([page, own]): Change[] => {
    const bytes = editPage(page, (source) => {
      for (const element of new Set(own.map((thing) => thing.element))) edit(source, page, element);
    });
    return sameBytes(bytes, site.tree.get(page.path))
      ? []
      : [{ path: page.path, bytes, detail: `${page.path}: ${detail}` }];
  });

export const done = (changes: readonly Change[], what: string): Attempt => ({
  type: 'done',
  changes,
  summary: `${what}, in ${listPaths([...new Set(changes.map(({ path }) => path))])}.`,
});
