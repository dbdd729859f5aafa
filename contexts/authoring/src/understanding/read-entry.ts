import { amountKinds } from './amounts.ts';
import { quoted } from './quotes.ts';
import { valueText, type Wish } from './wish.ts';

/** One more of things that come in a row, with what it says: "a speaker: Eva Strand, poet, Oslo. Writes of tides." */
export interface NewEntry {
  /** What it is, or the row it goes into. */
  readonly row: string;
  readonly name: string;
  readonly amount: string | undefined;
  readonly date: string | undefined;
  /** What else it says, sentence by sentence; a date among it, since not every row has a place for dates. */
  readonly said: readonly string[];
}

const adding =
  "(?:please )?(?:add|insert|include|create|(?:i|we)(?: also)?(?:['’]d| would)? (?:need|want|like|have|offer|serve)|there is|put in)";
const article = '(?:an?|another|one more|the)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:we (?:have|offer|serve) )?(?:an? )?(?:new|another|one more) (?<row>\\p{Ll}+(?: \\p{Ll}+){0,3}), (?<spec>\\p{Lu}[^,]+,.+)$`,
    'u',
  ),
  new RegExp(
    `^(?:${adding} (?:${article} )?(?:new |further |extra )*|new |another |one more )(?<row>\\p{Ll}+(?: \\p{Ll}+){0,3})(?: (?:in|of) (?<date>(?:19|20)\\d\\d))?\\s*:\\s+(?<spec>.+)$`,
    'iu',
  ),
  new RegExp(
    `^${adding} (?:${article} )?(?:new |further |extra )*(?<row>testimonial|review|quote|letter|comment|opinion)s? (?:from|by) (?<who>[^:,\\uE000-\\uEFFF]+?)\\s*[:,]\\s*(?<spec>.+)$`,
    'iu',
  ),
  new RegExp(
    `^${adding} (?:${article} )?(?:new |further |extra |\\w+th |third )*(?<row>\\p{Ll}+) (?:called|named|titled) (?<spec>.+)$`,
    'u',
  ),
  new RegExp(
    `^${adding} (?<spec>\\p{Lu}[\\p{L}'’-]+(?: \\p{Lu}[\\p{L}'’-]+){0,3}) (?:to|in|on) (?:the|our|my) (?<row>(?!menu|footer|header|nav)\\p{L}+(?: \\p{L}+)?)(?<rest>[.,:;] .+)?$`,
    'u',
  ),
];
const others =
  /^(?:page|section|paragraph|sentence|form|field|link|button|image|picture|photo|video|map|footer|header|heading|headline|title|text|menu|logo|line|word|note|row|column|item|entry|menu (?:item|entry|link))s?$/i;
const year = /^(?:19|20)\d\d$/;

/** What a sentence, or several, tell of something that is to be added. */
export const readEntry = (text: string, wish: Wish): NewEntry | undefined => {
  const said = text.trim().replace(/^\p{Lu}(?=\p{Ll})/u, (start) => start.toLowerCase());
  for (const form of forms) {
    const groups = form.exec(said)?.groups;
    const row = groups?.['row'] ?? '';
    if (groups === undefined || others.test(row)) continue;
    const spec = `${groups['spec'] ?? ''}${(groups['rest'] ?? '').replace(/^[.,:;]/, '.')}`.trim();
    const entry = fromSpec(spec, groups['who'], wish);
    if (entry !== undefined) return { ...entry, row, date: groups['date'] ?? entry.date };
  }
  return undefined;
};

const fromSpec = (spec: string, who: string | undefined, wish: Wish): Omit<NewEntry, 'row'> | undefined => {
  const [first = '', ...sentences] = spec
    .replace(
      new RegExp(`[,.]? (?:with|and)? ?(?:the |a )?(?:text|description|sentence|words?)\\s*:?\\s*(${quoted})`, 'i'),
      '. $1',
    )
    .split(/(?<=[.!?])\s+|(?<=[\uE000-\uEFFF])[.,]?\s+(?=\S)/)
    .filter((part) => part.trim() !== '');
  const pieces = who === undefined ? first.split(/\s*,\s+|\s+[–—-]\s+/) : [who, first];
  const values = pieces.map((piece) => valueText(wish, piece));
  const [name = '', ...details] = [withMark(values[0] ?? '', pieces[0] ?? ''), ...values.slice(1)];
  const date = details.find((one) => year.test(one));
  const amount =
    details.findLast((one) => isAmount(one) && one !== date) ??
    sentences.map((one) => valueText(wish, one)).find(isAmount) ??
    date;
  const plain = details.filter((one) => one !== amount || one === date).map((one) => one.replace(/^and\s+/i, ''));
  const said = [
    ...(plain.length === 0 ? [] : [plain.join(', ')]),
    ...sentences.map((one) => valueText(wish, one)),
  ].filter((one) => one !== '' && one !== amount);
  return name === '' || name.length > 80 || said.some((one) => one.length > 400)
    ? undefined
    : { name, amount, date, said };
};

/** A question keeps its mark, an initial its full stop. */
const withMark = (name: string, said: string): string => {
  const mark = /(?:\?|(?<=\s\p{Lu})\.)$/u.exec(said)?.[0] ?? '';
  return name.endsWith(mark) ? name : `${name}${mark}`;
};

/** "115", "5,900 kr": nothing but an amount. */
export const isAmount = (text: string): boolean =>
  /^\d[\d.,]*$/.test(text.trim()) ||
  amountKinds.some(({ said }) => /\d/.test(text) && text.trim().replace(said, '') === '');
