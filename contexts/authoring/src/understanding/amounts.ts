/** A kind of amount that is told from others by how it is written. */
export interface AmountKind {
  /** How a message says it. */
  readonly said: RegExp;
  /** How a page may say it. */
  readonly stands: RegExp;
  /** The new amount in the form of the old one. */
  readonly inForm: (old: string, fresh: string) => string;
}

const currency =
  '(?:kr|kroner|nok|sek|dkk|isk|€|eur|euros?|\\$|usd|dollars?|£|gbp|pounds?|chf|francs?|fr\\.|zł|pln|kč|czk)';
const digits = '\\d(?:[\\d.,]*\\d)?';
/** "The tart is 130 now", "raise the tart to 130": a bare number at the end. */
const stated = `(?<=\\bcosts?(?: only| just| now)? |\\b(?:is|are) now )${digits}(?=(?: now| each| per \\w+)?[.!]*$)|(?<=\\b(?:is|are) )${digits}(?= now[.!]*$)`;
const moved = `(?<=^(?:raise|lower|increase|reduce|set|change) .+ to )${digits}(?=[.!]*$)`;
const whole = (_old: string, fresh: string): string => fresh;
/** Only the figures change: "245" stays without its currency, "€ 12" keeps its sign in front. */
const figures = (old: string, fresh: string): string => {
  const [was, is] = [old, fresh].map((text) => new RegExp(currency, 'i').exec(text)?.[0].toLowerCase());
  const number = new RegExp(digits).exec(fresh)?.[0] ?? fresh;
  return was === undefined || is === undefined || was === is ? old.replace(new RegExp(digits), number) : fresh;
};
const clock = (old: string, fresh: string): string => {
  const [hours = '', minutes = ''] = fresh.split(/[:.]/);
  const padded = old.startsWith('0') ? hours.padStart(2, '0') : hours;
  return `${padded}${/[:.]/.exec(old)?.[0] ?? ':'}${minutes}`;
};

export const amountKinds: readonly AmountKind[] = [
  { said: /[$€£]\s?\d(?:[\d.,]*\d)?/g, stands: /[$€£]\s?\d(?:[\d.,]*\d)?/g, inForm: whole },
  {
    said: new RegExp(`(?<![\\w.,])${digits}\\s?${currency}(?!\\w)`, 'gi'),
    stands: new RegExp(`(?<![\\w.,])${digits}\\s?${currency}(?!\\w)|[$€£]\\s?${digits}|^${digits}$`, 'gi'),
    inForm: figures,
  },
  {
    said: new RegExp(`${stated}|${moved}`, 'gi'),
    stands: new RegExp(`(?<![\\w.,])${digits}\\s?${currency}(?!\\w)|[$€£]\\s?${digits}|^${digits}$`, 'gi'),
    inForm: figures,
  },
  { said: /(?<![\d.])(?:19|20)\d\d(?![\d.])/g, stands: /(?<![\d.])(?:19|20)\d\d(?![\d.])/g, inForm: whole },
  {
    said: /(?<![\d.$€£])\d+\.\d+(?![\w.%])/g,
    stands: /(?<![\d.$€£])\d+\.\d+(?![\w.%])/g,
    inForm: whole,
  },
  { said: /(?<![\d.])\d+(?:\.\d+)?\s?%/g, stands: /(?<![\d.])\d+(?:\.\d+)?\s?%/g, inForm: whole },
  {
    said: /(?<![\d:.])\d{1,2}:\d{2}(?![\d:])/g,
    stands: /(?<![\d:.])\d{1,2}[:.]\d{2}(?![\d:.])/g,
    inForm: clock,
  },
];
