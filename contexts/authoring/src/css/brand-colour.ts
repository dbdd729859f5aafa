import { black, hex, mix, readCssColour, toHsl, white, type Colour, type Rgb } from './colour.ts';
import type { StyleDeclaration, StyleRule } from './rules.ts';

const brandWords = ['primary', 'brand', 'accent', 'theme', 'main'];
const otherRoles =
  /(?:^|[^a-z])(?:success|info|warning|danger|error|valid|invalid|secondary|tertiary|light|dark)(?:[^a-z]|$)/i;
const paletteNames = /(?:^|-)(?:blue|indigo|purple|pink|red|orange|yellow|green|teal|cyan|black|white|gr[ae]y)(?:-|$)/i;
const anyColour = /#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)/gi;

/** The colour that a site uses as its own: a custom property named so, else the strong colour its rules use most. */
export const brandColour = (rules: readonly StyleRule[]): Colour | undefined => {
  const variables = rules
    .flatMap(({ declarations }) => declarations)
    .filter(({ property }) => property.startsWith('--'));
  for (const word of brandWords) {
    const named = variables
      .filter(
        ({ property }) =>
          property.slice(2).split('-').includes(word) && !/hover|active|focus|bg|text|subtle/.test(property),
      )
      .map(({ value }) => readCssColour(value))
      .find((colour) => colour !== undefined);
    if (named !== undefined) return named;
  }
  return strongest(rules);
};

/** The colour of the site that people call by a name such as orange: its brand colour if that is one, else the most used. */
export const colourLike = (
  rules: readonly StyleRule[],
  named: Colour,
  brand: Colour | undefined,
): Colour | undefined => {
  const wanted = toHsl(named.rgb);
  const isLike = ({ rgb }: Colour): boolean => {
    const own = toHsl(rgb);
    const turn = Math.abs(own.hue - wanted.hue);
    return own.saturation > 0.25 && wanted.saturation > 0.25 && Math.min(turn, 360 - turn) < 24;
  };
  if (brand !== undefined && isLike(brand)) return brand;
  return strongest(rules, isLike);
};

/** The site's rules that show the brand colour or a shade of it, said again with another colour in its place. */
export const rebrand = (rules: readonly StyleRule[], from: Colour, to: Colour): StyleRule[] => {
  const restated = rules.flatMap((rule): StyleRule[] => {
    if (otherRoles.test(rule.selector) && !brandWords.some((word) => rule.selector.includes(word))) return [];
    const declarations = rule.declarations.flatMap((declaration) => recoloured(declaration, from.rgb, to.rgb));
    return declarations.length === 0 ? [] : [{ ...rule, declarations }];
  });
  return restated;
};

const recoloured = (declaration: StyleDeclaration, from: Rgb, to: Rgb): StyleDeclaration[] => {
  const { property, value } = declaration;
  if (property.startsWith('--') && (otherRoles.test(property) || paletteNames.test(property))) return [];
  if (/url\(/i.test(value)) return [];
  const triple = /^\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*$/.exec(value);
  const fresh =
    triple && property.startsWith('--')
      ? recolouredTriple(triple, from, to)
      : value.replace(anyColour, (text) => recolouredText(text, from, to));
  return fresh === value ? [] : [{ ...declaration, value: fresh }];
};

const recolouredTriple = (match: RegExpExecArray, from: Rgb, to: Rgb): string => {
  const shade = shadeOf([Number(match[1]), Number(match[2]), Number(match[3])], from, to);
  return shade === undefined ? match[0] : shade.map(Math.round).join(', ');
};

const recolouredText = (text: string, from: Rgb, to: Rgb): string => {
  const old = readCssColour(text);
  const shade = old && shadeOf(old.rgb, from, to);
  if (shade === undefined) return text;
  const alpha = /^(?:rgb|hsl)a?\([^()]*?(?:,[^,()]*,[^,()]*,|\/)\s*([\d.]+%?)\s*\)$/i.exec(text)?.[1];
  return alpha === undefined ? hex(shade) : `rgba(${shade.map(Math.round).join(', ')}, ${alpha})`;
};

// A darker or lighter colour of the same hue is a shade that somebody derived from the brand colour.
const shadeOf = (colour: Rgb, from: Rgb, to: Rgb): Rgb | undefined => {
  if (colour.every((part, at) => Math.abs(part - (from[at] ?? 0)) <= 1)) return to;
  const [own, brand] = [toHsl(colour), toHsl(from)];
  const turn = Math.abs(own.hue - brand.hue);
  if (brand.saturation < 0.2 || own.saturation < 0.2 || Math.min(turn, 360 - turn) > 3) return undefined;
  if (own.lightness <= brand.lightness) return mix(black, to, own.lightness / brand.lightness);
  return mix(to, white, (own.lightness - brand.lightness) / (1 - brand.lightness));
};

const strongest = (
  rules: readonly StyleRule[],
  isMeant: (colour: Colour) => boolean = () => true,
): Colour | undefined => {
  const uses = new Map<string, number>();
  for (const { declarations, selector } of rules) {
    if (otherRoles.test(selector) || selector.includes('selection')) continue;
    for (const { value } of declarations.filter(({ property }) => !property.startsWith('--'))) {
      for (const text of value.match(anyColour) ?? []) {
        const colour = readCssColour(text);
        if (colour === undefined || !isMeant(colour)) continue;
        const { saturation, lightness } = toHsl(colour.rgb);
        if (saturation > 0.3 && lightness > 0.12 && lightness < 0.88)
          uses.set(hex(colour.rgb), (uses.get(hex(colour.rgb)) ?? 0) + 1);
      }
    }
  }
  const [most] = [...uses].toSorted((a, b) => b[1] - a[1]);
  return most && most[1] > 1 ? readCssColour(most[0]) : undefined;
};
