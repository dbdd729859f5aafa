import { attribute, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { thingsOf } from '../outline/thing.ts';

/** A thing that says some words with an attribute. */
export interface AttributeHit {
  readonly page: Page;
  readonly element: Element;
  readonly name: string;
}

const names = ['placeholder', 'alt', 'aria-label', 'title'];

/** What a page says with attributes: the words in an empty field, on a button, for those who do not see a picture. */
export const saidByAttributes = (page: Page): readonly (AttributeHit & { readonly words: string })[] => {
  const known = memo.get(page);
  if (known !== undefined) return known;
  const found = thingsOf(page).flatMap(({ element }) =>
    [...names, ...(isPress(element) ? ['value'] : [])].flatMap((name) => {
      const words = attribute(element, name)?.trim() ?? '';
      return words === '' ? [] : [{ page, element, name, words }];
    }),
  );
  memo.set(page, found);
  return found;
};

const memo = new WeakMap<Page, readonly (AttributeHit & { readonly words: string })[]>();

const isPress = (element: Element): boolean =>
  isHtml(element, 'input') && /^(?:submit|button|reset)$/.test(attribute(element, 'type') ?? '');

/** The things whose attribute is exactly these words. */
export const attributeHits = (pages: readonly Page[], words: string): readonly AttributeHit[] =>
  pages.flatMap((page) => saidByAttributes(page).filter((one) => one.words.toLowerCase() === words.toLowerCase()));
