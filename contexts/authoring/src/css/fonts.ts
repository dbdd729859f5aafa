import { attribute } from '../html/elements.ts';
import type { Site } from '../site/site.ts';
import { styleElements } from './rules.ts';

export interface Font {
  readonly name: string;
  /** The `font-family` value: the font, what stands in for it where it is missing, and a generic family. */
  readonly stack: string;
}

const sans = 'Arial, Helvetica, sans-serif';
const serif = 'Georgia, "Times New Roman", Times, serif';
const mono = '"Courier New", Courier, monospace';

// Fonts that come with the common systems, so that no visitor has to fetch one.
const safe: Readonly<Record<string, string>> = {
  Arial: sans,
  Helvetica: '"Helvetica Neue", Helvetica, Arial, sans-serif',
  Verdana: 'Verdana, Geneva, sans-serif',
  Tahoma: 'Tahoma, Geneva, sans-serif',
  'Trebuchet MS': '"Trebuchet MS", Helvetica, sans-serif',
  'Segoe UI': '"Segoe UI", system-ui, sans-serif',
  Calibri: 'Calibri, Candara, Segoe, "Segoe UI", Optima, Arial, sans-serif',
  'Century Gothic': '"Century Gothic", "URW Gothic", Futura, sans-serif',
  'Gill Sans': '"Gill Sans", "Gill Sans MT", Calibri, sans-serif',
  Futura: 'Futura, "Century Gothic", "URW Gothic", sans-serif',
  Impact: 'Impact, Haettenschweiler, "Arial Narrow Bold", sans-serif',
  Georgia: serif,
  'Times New Roman': '"Times New Roman", Times, serif',
  Garamond: 'Garamond, "EB Garamond", "Times New Roman", serif',
  Palatino: '"Palatino Linotype", Palatino, "Book Antiqua", serif',
  Baskerville: 'Baskerville, "Libre Baskerville", Georgia, serif',
  Cambria: 'Cambria, Cochin, Georgia, Times, serif',
  Rockwell: 'Rockwell, "Courier Bold", Courier, Georgia, serif',
  'Courier New': mono,
  Consolas: 'Consolas, Menlo, Monaco, "Courier New", monospace',
  'Comic Sans MS': '"Comic Sans MS", "Comic Sans", cursive',
  'Brush Script MT': '"Brush Script MT", "Segoe Script", cursive',
};

const kinds: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(?:sans[- ]?serif|modern|clean|plain|simple)$/,
    'sans-serif',
    'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  ],
  [
    /^(?:system(?:[- ]ui)?|system default|default|native)$/,
    'the system font',
    'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  ],
  [/^(?:serif|serifs|classic|traditional|elegant|book|bookish|newspaper)$/, 'serif', serif],
  [/^(?:mono|monospaced?|typewriter|code|coding|fixed[- ]width)$/, 'monospace', mono],
  [
    /^(?:cursive|handwrit(?:ten|ing)|script|brush)$/,
    'cursive',
    '"Segoe Script", "Bradley Hand", "Brush Script MT", cursive',
  ],
];

const aliases: Readonly<Record<string, string>> = {
  times: 'Times New Roman',
  'times roman': 'Times New Roman',
  courier: 'Courier New',
  'comic sans': 'Comic Sans MS',
  trebuchet: 'Trebuchet MS',
  'helvetica neue': 'Helvetica',
  'palatino linotype': 'Palatino',
};

/** The font that words mean: one of every computer, a kind of font, or one that the site already loads by itself. */
export const readFont = (said: string, loaded: readonly Font[]): Font | undefined => {
  const plain = said
    .trim()
    .toLowerCase()
    .replace(/^(?:a|an|the)\s+/, '')
    .replace(/\s+(?:font|typeface|family|style)$/, '')
    .replace(/["']/g, '');
  const own = loaded.find(({ name }) => name.toLowerCase() === plain);
  if (own !== undefined) return own;
  const known = Object.keys(safe).find((name) => name.toLowerCase() === (aliases[plain]?.toLowerCase() ?? plain));
  if (known !== undefined) return { name: known, stack: safe[known] ?? sans };
  const kind = kinds.find(([pattern]) => pattern.test(plain));
  return kind && { name: kind[1], stack: kind[2] };
};

export const safeFontNames: readonly string[] = Object.keys(safe);

/** Fonts that the site's pages load: families of `@font-face`, and those named in the address of a font service. */
export const loadedFonts = (site: Site, css: readonly string[]): Font[] => {
  const faces = css.flatMap((text) =>
    [...text.matchAll(/@font-face\s*\{[^}]*?font-family\s*:\s*["']?([^;"'}]+)/gi)].map(
      (match) => match[1]?.trim() ?? '',
    ),
  );
  const addresses = site.pages.flatMap((page) =>
    styleElements(page).map((element) => attribute(element, 'href') ?? ''),
  );
  const served = addresses.flatMap((href) =>
    [...href.matchAll(/[?&]family=([^&]+)/g)]
      .flatMap((match) => (match[1] ?? '').split('|'))
      .map((family) => decode((family.split(':')[0] ?? '').replace(/\+/g, ' '))),
  );
  return [...new Set([...faces, ...served])]
    .filter((name) => name !== '' && !/icon|awesome|glyph|symbol/i.test(name))
    .map((name) => ({ name, stack: usedStack(name, css) ?? `"${name}", ${generic(name)}` }));
};

// The site's own list of stand-ins for a font it loads is the best there is.
const usedStack = (name: string, css: readonly string[]): string | undefined => {
  const literal = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = new RegExp(`font-family\\s*:\\s*(["']?${literal}["']?\\s*,[^;{}!]+)[;!}]`, 'i');
  return css.map((text) => pattern.exec(text)?.[1]?.trim()).find((stack) => stack !== undefined);
};

const generic = (name: string): string => {
  if (/mono|code/i.test(name)) return mono;
  return /slab|serif/i.test(name) && !/sans/i.test(name) ? serif : sans;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return text;
  }
};
