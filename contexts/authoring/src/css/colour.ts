import { namedColours, otherColours } from './named-colours.ts';

/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Colour {
  /** As it is written in a stylesheet. */
  readonly css: string;
  readonly rgb: Rgb;
}

/** Hue in degrees, saturation and lightness 0 to 1. */
export interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

/** Reads a colour as people say it: a CSS colour, or words such as "dark blue", "light grey", "navy blue". */
export const readColour = (said: string): Colour | undefined => {
  const phrase = said
    .trim()
    .toLowerCase()
    .replace(/^(?:a|an|the)\s+/, '')
    .replace(/\s+(?:colou?r|shade|tone)$/, '')
    .replace(/\bgray\b/g, 'grey')
    .replace(/\s+/g, ' ');
  return readCssColour(phrase) ?? namedColour(phrase) ?? shadedColour(phrase);
};

/** Reads a colour as stylesheets write it: a name, hexadecimal, `rgb()` or `hsl()`. Alpha does not count. */
export const readCssColour = (text: string): Colour | undefined => {
  const css = text.trim().toLowerCase();
  const named = namedColours.get(css);
  const rgb = named === undefined ? (hexadecimal(css) ?? functional(css)) : hexadecimal(`#${named}`);
  return rgb && { css, rgb };
};

export const hex = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Goes from one colour towards another: 0 stays, 1 arrives. */
export const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** https://www.w3.org/TR/css-color-4/#rgb-to-hsl */
export const toHsl = (rgb: Rgb): Hsl => {
  const [red, green, blue] = [rgb[0] / 255, rgb[1] / 255, rgb[2] / 255];
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [spread, lightness] = [high - low, (high + low) / 2];
  if (spread === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = spread / (1 - Math.abs(2 * lightness - 1));
  const sixth =
    high === red
      ? ((green - blue) / spread + 6) % 6
      : high === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return { hue: sixth * 60, saturation, lightness };
};

/** The contrast ratio of WCAG 2.2, 1 (none) to 21. */
export const contrast = (a: Rgb, b: Rgb): number => {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

export const black: Rgb = [0, 0, 0];
export const white: Rgb = [255, 255, 255];

/** Black or white, whichever is easier to read on a colour. */
export const readableOn = (rgb: Rgb): string => (contrast(white, rgb) >= contrast(black, rgb) ? '#fff' : '#000');

const luminance = (rgb: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const namedColour = (phrase: string): Colour | undefined => {
  const joined = phrase.replace(/[\s-]+/g, '');
  if (namedColours.has(joined)) return readCssColour(joined);
  const code = otherColours.get(phrase.replace(/-/g, ' '));
  return code === undefined ? undefined : readCssColour(`#${code}`);
};

const shades: readonly (readonly [pattern: RegExp, towards: Rgb, share: number])[] = [
  [/^(?:very (?:light|pale)|pastel) /, white, 0.75],
  [/^(?:light|pale|soft|lighter) /, white, 0.5],
  [/^(?:very dark|very deep) /, black, 0.7],
  [/^(?:dark|deep|darker) /, black, 0.45],
  [/^(?:bright|vivid|plain|pure|nice|solid|simple) /, black, 0],
];

const shadedColour = (phrase: string): Colour | undefined => {
  const shade = shades.find(([pattern]) => pattern.test(phrase));
  if (shade === undefined) return undefined;
  const [pattern, towards, share] = shade;
  const base = readColour(phrase.replace(pattern, ''));
  if (base === undefined || share === 0) return base;
  const rgb = mix(base.rgb, towards, share);
  return { css: hex(rgb), rgb };
};

const hexadecimal = (css: string): Rgb | undefined => {
  const digits = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(css)?.[1];
  if (digits === undefined) return undefined;
  const pairs = digits.length < 6 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => Number.parseInt(pair, 16));
  return [red, green, blue];
};

const functional = (css: string): Rgb | undefined => {
  const [, name, body = ''] = /^(rgb|hsl)a?\(\s*([^()]*?)\s*\)$/.exec(css) ?? [];
  const parts = body.split(/[\s,/]+/).slice(0, 3);
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = parts.map((part) => Number.parseFloat(part));
  if (name === undefined || [first, second, third].some(Number.isNaN)) return undefined;
  if (name === 'hsl') return fromHsl(first, second / 100, third / 100);
  const scale = (value: number, at: number): number =>
    Math.min(255, Math.max(0, parts[at]?.endsWith('%') ? value * 2.55 : value));
  return [scale(first, 0), scale(second, 1), scale(third, 2)];
};

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
const fromHsl = (hue: number, saturation: number, lightness: number): Rgb => {
  const part = (offset: number): number => {
    const at = (offset + hue / 30) % 12;
    return (
      255 * (lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(at - 3, 9 - at, 1)))
    );
  };
  return [part(0), part(8), part(4)];
};
