import { quoted } from '../understanding/quotes.ts';
import { valueText, type Wish } from '../understanding/wish.ts';

/** What a new item of a list, menu or row of cards says. */
export interface NewItem {
  readonly label: string;
  readonly text: string | undefined;
  readonly href: string | undefined;
  readonly date?: string;
  /** What stands under the name: a firm, a place. */
  readonly sub?: string;
  /** Words after a linked name, in the same line. */
  readonly after?: string;
}

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*';
const day = `(?:\\d{1,2}(?:st|nd|rd|th)?\\s+)?(?:${month}\\.?\\s+)?(?:\\d{1,2},\\s+)?(?:19|20)\\d\\d`;
const date = new RegExp(`^(?:since |from )?${day}(?:\\s*(?:-|–|to|until)\\s*(?:${day}|present|today|now))?$`, 'i');

export const isDate = (text: string): boolean => date.test(text.trim());

const named = (names: string): RegExp =>
  new RegExp(`^(?:with |and )*(?:an? |the |its )?(?:${names})\\s*(?:is |says |of |:)?\\s*(?<value>${quoted}|.+)$`, 'i');
const fields: readonly (readonly [keyof NewItem, RegExp])[] = [
  ['label', named('head ?line|heading|title|name|label|called|named')],
  ['text', named('(?:just )?(?:text|description|blurb|sentence|words|paragraph|line)')],
  ['date', named('date|year|when|time|period')],
  ['sub', named('sub ?(?:title|heading|line)|company|firm|place|role')],
];

/** Reads "May 2024, headline "Office", text "Two desks."" or "Engineer at Foo, June 2019 - Present". */
export const readItem = (wish: Wish, spec: string): NewItem | undefined => {
  const item: Partial<Record<keyof NewItem, string>> = {};
  for (const piece of spec.split(/\s*[,;]\s+(?:and\s+)?|\s+and\s+(?=the |an? |text|head)|\.\s+(?=\S)/)) {
    const said = piece
      .replace(/^(?:describe (?:it|this|him|her)|described?)\s+(?:with|as)\s+(?:just\s+)?/i, 'text ')
      .replace(/[.]$/, '');
    const field = fields
      .map(([key, form]) => [key, form.exec(said)?.groups?.['value']] as const)
      .find(([, value]) => value !== undefined);
    if (field?.[1] !== undefined) item[field[0]] = valueText(wish, field[1]);
    else if (isDate(valueText(wish, said))) item.date = valueText(wish, said);
    else if (item.label === undefined) {
      const at = /^(?<label>[^\uE000-\uEFFF]+?) at (?<sub>\p{Lu}.*)$/u.exec(said)?.groups;
      item.label = valueText(wish, at?.['label'] ?? said);
      if (at !== undefined) item.sub = valueText(wish, at['sub'] ?? '');
    } else if (item.text === undefined && new RegExp(quoted).test(said)) item.text = valueText(wish, said);
    else if (item.sub === undefined) item.sub = valueText(wish, said);
    else return undefined;
  }
  const { label = '', text, href, ...others } = item;
  return label === '' || label.length > 90 ? undefined : { label, text, href, ...others };
};
