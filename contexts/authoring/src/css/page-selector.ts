import { setAttribute } from '../html/attributes.ts';
import { attribute, classesOf } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import type { Change, Site } from '../site/site.ts';

/** How own styles reach the pages they are for: every page, or one whose body carries a class of its own. */
export interface StyleReach {
  /** Selects the body of the pages meant; outranks a site's own `body` rule. */
  readonly body: string;
  /** Where custom properties are set. */
  readonly root: string;
  /** For messages and for the key of the part: empty, or " on about.html". */
  readonly suffix: string;
  readonly changes: readonly Change[];
}

/** How bodies were marked before they got a class for it. */
const name = 'data-page';

/** Own styles for every page, or for one: then its body gets a class to be selected by, once. */
export const styleReach = (site: Site, page: Page | undefined): StyleReach | undefined => {
  if (page === undefined || site.pages.length === 1)
    return { body: ':root body', root: ':root', suffix: '', changes: [] };
  if (!page.body.sourceCodeLocation) return undefined;
  const value = attribute(page.body, name);
  const mark = `page-${page.path.replace(/\.html?$/i, '').replace(/[^A-Za-z0-9]+/g, '-')}`;
  const body = value === undefined ? `:root body.${mark}` : `:root body[${name}="${value.replace(/["\\]/g, '\\$&')}"]`;
  const names = classesOf(page.body);
  const marked = value !== undefined || names.includes(mark);
  const bytes = marked
    ? undefined
    : editPage(page, (source) => setAttribute(source, page, page.body, 'class', [...names, mark].join(' ')));
  const detail = `Marked the body of ${page.path} so that styles can be for this page alone`;
  return {
    body,
    root: body,
    suffix: ` on ${page.path}`,
    changes: bytes === undefined ? [] : [{ path: page.path, bytes, detail }],
  };
};
