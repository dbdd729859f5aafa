import { readColour } from '../css/colour.ts';
import { readFont, type Font } from '../css/fonts.ts';

/** A change of how something looks, as a property and its value or the factor by which it grows. */
export interface Look {
  readonly property: string;
  readonly value?: string;
  readonly factor?: number;
}

const numbers = /(\d+(?:[.,]\d+)?)\s*(px|pixels?|em|rem|pt|%|percent)/i;

/** "The small italic line", "the round badge": how a thing looks now only says which it is. */
const described =
  /\b(?:the|this|that|these|those|my|our|your|his|her|their)\s+(?:[a-z]+[\s-]+){0,2}?(?:bold|italic|underlined|round|rounded|centred|centered|bigger|larger|smaller)\s+(?:[a-z]+\s+)?(?!(?:please|pls|and|or|to|than|too|instead|again|now)\b)[a-z]+/gi;
const describing = /\b(?:bold|italic|underlined|round|rounded|centred|centered|bigger|larger|smaller)\b(?=\s+[a-z])/gi;
/** Stands inside a word that is not to be read as a wish. */
const kept = '\u2060';

/** The looks that a piece of a sentence asks for, with the piece taken out. */
export const readLooks = (
  text: string,
  fonts: readonly Font[],
): { readonly looks: readonly Look[]; readonly rest: string } => {
  let rest = ` ${text.replace(described, (whole) => whole.replace(describing, (word) => `${word[0]}${kept}${word.slice(1)}`))} `;
  const looks: Look[] = [];
  const take = (pattern: RegExp, make: (match: RegExpExecArray) => readonly Look[] | undefined): void => {
    const match = pattern.exec(rest);
    const made = match === null ? undefined : make(match);
    if (match === null || made === undefined) return;
    looks.push(...made);
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
  };
  const step = /\b(?:a (?:little |wee )?bit|a little|slightly|somewhat|a touch|a tad)\b/i.test(rest)
    ? 0.5
    : /\b(?:much|a lot|far|way|twice|significantly)\b/i.test(rest)
      ? 2
      : 1;
  const [up, down] = [1 + 0.25 * step, 1 / (1 + 0.25 * step)];
  take(
    /\b(?:more|bigger|larger|some|extra) (?:room|space|air|padding|distance|gap)\s+(above|over|below|under|beneath|around)\b/i,
    ([, side = '']) =>
      (/around/i.test(side) ? ['top', 'bottom'] : [/above|over/i.test(side) ? 'top' : 'bottom']).map((one) => ({
        property: `padding-${one}`,
        value: '3rem',
      })),
  );
  take(
    /\b(?:align(?:ed)?|flush|float)?\s*(?:to the\s+)?(left|right|centre|center|centred|centered|justified)(?:[- ]align(?:ed)?)?\b(?=[^\w]|$)/i,
    ([whole, side = '']) =>
      /align|flush|cent(?:re|er)|justified/i.test(whole) || /\balign/i.test(rest)
        ? [
            {
              property: 'text-align',
              value: side
                .toLowerCase()
                .replace(/^cent(?:re|er)(?:e?d)?$/, 'center')
                .replace('justified', 'justify'),
            },
          ]
        : undefined,
  );
  take(
    /\b(\d+)\s*(?:px|pixels?)\s+(?:wide|in width|width)\b|\b(?:width|wide)\s+(?:of|to|is)?\s*(\d+)\s*(?:px|pixels?)/i,
    (match) => [{ property: 'width', value: `${match[1] ?? match[2]}px` }],
  );
  take(/\b(\d+)\s*(?:px|pixels?)\s+(?:high|tall|in height|height)\b/i, (match) => [
    { property: 'height', value: `${match[1]}px` },
  ]);
  take(
    /\b(?:font[- ]?size|text size|size|letters?|type)?\s*(?:of|to|at|is|:)?\s*(\d+(?:[.,]\d+)?)\s*(px|pixels?|em|rem|pt|%|percent)(?:\s+(?:big|large|font|text))?/i,
    (match) => {
      const [, amount = '', unit = ''] = numbers.exec(match[0]) ?? [];
      return [
        {
          property: 'font-size',
          value: `${amount.replace(',', '.')}${unit
            .toLowerCase()
            .replace(/^pixels?$/, 'px')
            .replace('percent', '%')}`,
        },
      ];
    },
  );
  take(
    /\b(?:bigger|larger|enlarged?|increased?|grow|easier to read|more readable|too (?:small|tiny)|(?:looks? )?tiny|bigger type|larger type)\b/i,
    () => [{ property: 'size', factor: up }],
  );
  take(/\b(?:smaller|reduced?|shrink|decreased?|tinier|too (?:big|large|huge)|less (?:big|huge))\b/i, () => [
    { property: 'size', factor: down },
  ]);
  take(/\b(?:not|no longer|un|less) ?-?(?:bold)\b|\bnormal weight\b/i, () => [
    { property: 'font-weight', value: '400' },
  ]);
  take(/\b(?:bold|bolder|fat|heavier)\b/i, () => [{ property: 'font-weight', value: '700' }]);
  take(/\b(?:not|no longer|un) ?-?italics?\b|\bupright\b/i, () => [{ property: 'font-style', value: 'normal' }]);
  take(/\bitalics?(?:ed)?\b/i, () => [{ property: 'font-style', value: 'italic' }]);
  take(/\b(?:not|no longer|un|without (?:the )?) ?-?underlin(?:ed?|ing)\b/i, () => [
    { property: 'text-decoration-line', value: 'none' },
  ]);
  take(/\bunderlined?\b/i, () => [{ property: 'text-decoration-line', value: 'underline' }]);
  take(/\b(?:all )?(?:upper ?case|capitals|caps)\b/i, () => [{ property: 'text-transform', value: 'uppercase' }]);
  take(/\b(?:lower ?case|normal case|not (?:in )?(?:capitals|caps))\b/i, () => [
    { property: 'text-transform', value: 'none' },
  ]);
  take(/\b(?:rounded|round)(?: corners)?\b/i, (match) =>
    /corner|rounded/i.test(match[0]) || /\b(?:buttons?|corners|edges|pictures?|images?|photos?|cards?)\b/i.test(rest)
      ? [{ property: 'border-radius', value: '8px' }]
      : undefined,
  );
  rest = takeColour(rest, looks);
  rest = takeFont(rest, looks, fonts);
  return { looks, rest: rest.replaceAll(kept, '').replace(/\s+/g, ' ').trim() };
};

const takeColour = (text: string, looks: Look[]): string => {
  const words = [...text.matchAll(/#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|hsla?\([^)]*\)|[a-z]+(?:-[a-z]+)?/gi)];
  const exact = words.find(([word]) => word.startsWith('#') || /^(?:rgb|hsl)/i.test(word));
  const background = /\bback ?ground\b|\bbehind\b|\bbg\b/i.test(text);
  const spans: { from: number; to: number; css: string }[] = [];
  for (let at = 0; at < words.length; at += 1) {
    for (const count of [3, 2, 1]) {
      const part = words.slice(at, at + count);
      const said = part.map(([word]) => word).join(' ');
      const colour = part.length === count ? readColour(said) : undefined;
      if (colour === undefined || /^(?:links?|text|code|plain|linen|snow)$/i.test(said)) continue;
      const [first, last] = [part[0], part.at(-1)];
      if (first === undefined || last === undefined) continue;
      spans.push({ from: first.index, to: last.index + last[0].length, css: colour.css });
      at += count - 1;
      break;
    }
  }
  const asked =
    exact === undefined
      ? (spans
          .filter(
            ({ from, to }) =>
              !/\b(?:instead of|not|no longer|than|everything that is|is|other|the|from)\s*$/i.test(
                text.slice(0, from),
              ) && !(looks.length > 0 && /^the\b/i.test(text.slice(from, to))),
          )
          // "Make the green chair rounded": another look is asked for, and the colour only says which chair.
          .at(-1) ?? (looks.length === 0 ? spans.at(-1) : undefined))
      : spans.find(({ from }) => from === exact.index);
  if (asked === undefined) return text;
  looks.push({ property: background ? 'background-color' : 'colour', value: asked.css });
  let rest = text;
  for (const { from, to } of spans.filter(({ from }) => from >= asked.from - 25).toReversed())
    rest = `${rest.slice(0, from)} ${rest.slice(to)}`;
  return rest
    .replace(/\(\s*\)/g, ' ')
    .replace(/\bback ?ground(?: colou?r)?\b/gi, ' ')
    .replace(/\bcolou?r(?:ed)?\b/gi, ' ')
    .replace(/\binstead of\s+\w+/gi, ' ');
};

const takeFont = (text: string, looks: Look[], fonts: readonly Font[]): string => {
  const words = [...text.matchAll(/[A-Za-z][\w-]*/g)];
  for (let at = 0; at < words.length; at += 1) {
    for (const count of [3, 2, 1]) {
      const part = words.slice(at, at + count);
      const said = part.map(([word]) => word).join(' ');
      const generic = /^(?:serif|sans[- ]serif|mono|monospaced?|typewriter|handwritten|cursive|script)$/i.test(said);
      const font =
        part.length !== count ||
        (!generic && !/^\p{Lu}/u.test(said)) ||
        /^(?:Code|Plain|Modern|Clean|Simple|Book|Default|Classic)$/.test(said)
          ? undefined
          : readFont(said, fonts);
      const [first, last] = [part[0], part.at(-1)];
      if (font === undefined || first === undefined || last === undefined) continue;
      looks.push({ property: 'font-family', value: font.stack });
      return `${text.slice(0, first.index)} ${text.slice(last.index + last[0].length)}`.replace(
        /\b(?:font|typeface)\b/gi,
        ' ',
      );
    }
  }
  return text;
};
