import type { MagicString } from 'magic-string';
import { setAttribute } from '../html/attributes.ts';
import { attribute, childElements, isHtml, textOf } from '../html/elements.ts';
import { writeTitle } from '../html/head.ts';
import { titleElement, type Page } from '../html/page.ts';

/** What a page says of itself where nobody reads it on the page: its title and its descriptions. */
const spoken = /^(?:description|author|application-name|(?:og|twitter):(?:title|description|site_name|image:alt))$/i;

/** Lets whole words of a spelling be others in the head too: a name that changes everywhere changes there. */
export const replaceInHead = (source: MagicString, page: Page, old: string, fresh: string): void => {
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${old.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu');
  const put = (text: string): string => text.replace(whole, () => fresh);
  const title = titleElement(page);
  const words = title === undefined ? '' : textOf(title);
  if (put(words) !== words) writeTitle(source, page, put(words));
  for (const element of childElements(page.head)) {
    const name = attribute(element, 'name') ?? attribute(element, 'property') ?? '';
    const content = attribute(element, 'content') ?? '';
    if (isHtml(element, 'meta') && spoken.test(name) && put(content) !== content)
      setAttribute(source, page, element, 'content', put(content));
  }
};
