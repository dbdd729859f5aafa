/** A kind of value of which a sentence may tell two, the old one and the new one. */
export interface ValueShape {
  readonly pattern: RegExp;
  /** The new value in the form that the page writes the old one in; undefined if they are not of one kind. */
  readonly inForm: (stands: string, old: string, fresh: string) => string | undefined;
  /** What of two written values must be the same for them to be one. */
  readonly key: (value: string) => string;
}

const month =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\b\\.?)';
const day = '\\d{1,2}(?:st|nd|rd|th)?';
const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const counts =
  'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|hundred';
const currency = '(?:kr|kroner|nok|sek|dkk|€|eur|euros?|\\$|usd|dollars?|£|gbp|pounds?|chf)';
const figures = '\\d(?:[\\d.,]*\\d)?';

const plain = (value: string): string => value.toLowerCase().replace(/\s+/g, ' ').trim();
const asSaid = (_stands: string, _old: string, fresh: string): string => fresh;
/** The thousands are parted as they were. */
const parted = (stands: string, fresh: string): string =>
  /\d,\d{3}/.test(stands) && /^\d{4,6}$/.test(fresh) ? fresh.replace(/\B(?=(?:\d{3})+$)/g, ',') : fresh;
const capitalised = (stands: string, _old: string, fresh: string): string =>
  /^\p{Lu}/u.test(stands) ? `${fresh.charAt(0).toUpperCase()}${fresh.slice(1)}` : fresh.toLowerCase();

const money: ValueShape = {
  pattern: new RegExp(`(?<![\\w.,])(?:[$€£]\\s?${figures}|${figures}\\s?${currency})(?!\\w)`, 'gi'),
  inForm: (stands, old, fresh) => {
    const [was, is] = [old, fresh].map((value) => plain(value.replace(new RegExp(figures), '')));
    return was === is
      ? stands.replace(new RegExp(figures), (number) => parted(number, new RegExp(figures).exec(fresh)?.[0] ?? number))
      : undefined;
  },
  key: (value) => value.replace(/\D/g, ''),
};
const number: ValueShape = {
  pattern: new RegExp(`(?<![\\w.,:–-]|${month} )${figures}(?![\\w%:]| ${month})`, 'gi'),
  inForm: (stands, _old, fresh) => parted(stands, fresh),
  key: (value) => value.replace(/(?<=\d),(?=\d{3})/g, ''),
};

/** "13 December" in the form of "Dec 6th". */
const dayAndMonth = (stands: string, _old: string, fresh: string): string => {
  const [number = '', name = ''] = [/\d+/.exec(fresh)?.[0], /[a-z]{3,}/i.exec(fresh)?.[0]];
  const written = /\d(?:st|nd|rd|th)/i.test(stands)
    ? `${number}${/\d(st|nd|rd|th)/i.exec(fresh)?.[1] ?? 'th'}`
    : number;
  return /^\d/.test(stands) ? `${written} ${name}` : `${name} ${written}`;
};
const date: ValueShape = {
  pattern: new RegExp(`\\b(?:${day} (?:of )?${month}|${month} ${day})(?![\\w])`, 'gi'),
  inForm: dayAndMonth,
  key: (value) =>
    `${/\d+/.exec(value)?.[0]} ${/(?:of )?(?<name>[a-z]{3})/i.exec(value.replace(/\d+\w*|of/g, ''))?.groups?.['name']?.toLowerCase()}`,
};

/** The particular kinds first: a date holds a number, too. */
export const valueShapes: readonly ValueShape[] = [
  date,
  {
    pattern: /(?<![\w:.])\d{1,2}(?:[:.]\d{2}(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)(?![\d:])/gi,
    inForm: asSaid,
    key: (value) => plain(value).replace(/[.\s]/g, (mark) => (mark === '.' ? ':' : '')),
  },
  money,
  {
    pattern: new RegExp(`\\b${weekday}\\b`, 'gi'),
    inForm: capitalised,
    key: (value) => plain(value).replace(/s$/, ''),
  },
  number,
  { pattern: new RegExp(`\\b(?:${counts})\\b`, 'gi'), inForm: capitalised, key: plain },
];
