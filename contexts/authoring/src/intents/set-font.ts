import { loadedFonts, readFont, safeFontNames, type Font } from '../css/fonts.ts';
import { ownSheetPath, setStyles } from '../css/own-sheet.ts';
import { styleReach, type StyleReach } from '../css/page-selector.ts';
import { linkedSheets, siteRules, writeRules, type StyleDeclaration, type StyleRule } from '../css/rules.ts';
import { bodyVariable, setVariable } from '../css/variables.ts';
import { readText } from '../html/source-text.ts';
import { changeSite, type Site } from '../site/site.ts';
import { assignmentsOf, targetPhrase, valueText, type Wish } from '../understanding/wish.ts';
import type { Capability, Reading, SetFont } from './intent.ts';
import { noPage } from './pages-in-scope.ts';

const font = '(?:fonts?|typeface|font[- ]?family|typography|lettering)';
const place = '(?:site|website|page|whole site|whole page|pages|entire site|website)';
const heading = '(?:all )?(?:headings?|headlines?|titles?|headers?)';
const body = '(?:body(?: text)?|text|paragraphs?|main text|body copy|copy|running text)';
const targets: readonly (readonly [SetFont['target'], RegExp])[] = [
  ['headings', new RegExp(`^(?:${heading} ${font}|${font} (?:of|for|in|on) (?:the |all |my )*${heading})$`)],
  ['body', new RegExp(`^(?:${body} ${font}|${font} (?:of|for|in|on) (?:the |all |my )*${body})$`)],
  ['all', new RegExp(`^(?:(?:${place}|main|overall|default|base) )?${font}(?: (?:of|for|on) (?:the |my )?${place})?$`)],
];
const bareTargets: readonly (readonly [SetFont['target'], RegExp])[] = [
  ['headings', new RegExp(`^${heading}$`)],
  ['body', new RegExp(`^${body}$`)],
  ['all', new RegExp(`^(?:${place}|everything)$`)],
];
const named =
  /^(?:(?:i|we)(?:['’]d like| want| need)?\s+)?(?:use|switch to|change to|set|make|add|want|need|try|go for|apply|have|make it)\s+(?:(?:a|an|the)\s+)?(?<name>.+?)\s+(?:font|typeface)(?: (?:for|on|in) (?:the |all |my )*(?<place>[a-z ]+))?[.!]?$/i;

export const setFont: Capability<SetFont> = {
  topics: ['font', 'fonts', 'typeface', 'typography', 'serif', 'letters', 'style', 'design'],

  examples: (site) => (site.home ? ['Change the font to Georgia', 'Use Verdana for the headings'] : []),

  recognise: (wish, site) => {
    const loaded = fontsOf(site);
    const group = named.exec(wish.rest)?.groups;
    const spoken =
      group &&
      reading(wish, targetIn(group['place'] ?? 'everything', bareTargets) ?? 'all', group['name'] ?? '', loaded, 0.85);
    const assigned = assignmentsOf(wish).flatMap(({ target, value, loose }): Reading<SetFont>[] => {
      const said = valueText(wish, value);
      const known = readFont(said, loaded) !== undefined;
      const phrase = targetPhrase(target);
      const meant = targetIn(phrase, targets);
      if (meant !== undefined && (known || !loose)) return [reading(wish, meant, said, loaded, 0.96)];
      const bare = known ? targetIn(phrase, bareTargets) : undefined;
      return bare === undefined ? [] : [reading(wish, bare, said, loaded, loose ? 0.6 : 0.7)];
    });
    return spoken === undefined ? assigned : [...assigned, spoken];
  },

  apply: (site, { scope, target, said, font }) => {
    if (scope.type === 'unknown' || site.home === undefined) return noPage(site, scope);
    if (font === undefined) return { type: 'unable', reason: unknownFont(said, fontsOf(site)) };
    const page = scope.type === 'page' ? site.pages.find(({ path }) => path === scope.page.path) : undefined;
    const reach = styleReach(site, page);
    if (reach === undefined)
      return { type: 'unable', reason: `${page?.path ?? 'The page'} has no body tag to tell it from the others.` };
    const name = `${names[target]}${reach.suffix}`;
    const part = {
      key: `font of ${name}`,
      css: writeRules(fontRules(site, target, font, reach)),
      detail: `the font of ${name} is now ${font.name}`,
    };
    const styled = setStyles(changeSite(site, reach.changes), part);
    if (styled.length === 0)
      return { type: 'unable', reason: `The font of ${name} is ${font.name} already.`, already: true };
    return {
      type: 'done',
      changes: [...reach.changes, ...styled],
      summary: `Set the font of ${name} to ${font.name}, in ${ownSheetPath(site)}.`,
    };
  },
};

const names = { all: 'the whole text', body: 'the body text', headings: 'the headings' } as const;

const targetIn = (phrase: string, table: typeof targets): SetFont['target'] | undefined =>
  table.find(([, pattern]) => pattern.test(phrase))?.[0];

const reading = (
  wish: Wish,
  target: SetFont['target'],
  said: string,
  loaded: readonly Font[],
  score: number,
): Reading<SetFont> => ({
  intent: {
    type: 'set-font',
    scope: wish.scope,
    target,
    said: valueText(wish, said),
    font: readFont(valueText(wish, said), loaded),
  },
  score,
});

const fontsOf = (site: Site): Font[] => {
  const sheets = new Set(site.pages.flatMap((page) => linkedSheets(site, page)));
  return loadedFonts(
    site,
    [...sheets].map((path) => readText(site.tree.get(path) ?? new Uint8Array())?.text ?? ''),
  );
};

const unknownFont = (said: string, loaded: readonly Font[]): string => {
  const known = [...loaded.map(({ name }) => name), ...safeFontNames].slice(0, 10).join(', ');
  return `"${said}" is no font that every visitor has, and this site does not load it. I can use: ${known}.`;
};

const headingWords = /(?:^|[\s,.>#_-])(?:h[1-6]|headings?|headlines?|titles?)(?:[\s,.:>_-]|$)/i;
const special = /mono|courier|icon|awesome|glyph|symbol|inherit|initial|unset/i;

// Rules of the site that name a font for something are said again with the new one, so that it reaches them all.
const fontRules = (site: Site, target: SetFont['target'], font: Font, { body, root }: StyleReach): StyleRule[] => {
  const rules = siteRules(site, ownSheetPath(site));
  const family = (important: boolean): StyleDeclaration => ({ property: 'font-family', value: font.stack, important });
  const headings: StyleRule = {
    selector: `${body} :is(h1, h2, h3, h4, h5, h6)`,
    conditions: [],
    declarations: [family(true)],
  };
  const variable = setVariable(rules, bodyVariable(rules, 'font-family', 'font'), font.stack);
  const base: StyleRule[] = [
    ...(variable.length === 0 ? [] : [{ selector: root, conditions: [], declarations: variable }]),
    { selector: body, conditions: [], declarations: [family(false)] },
  ];
  const restated = root === ':root' ? restate(rules, target, family(false)) : [];
  if (target === 'body') return [...base, ...headingsAsBefore(rules, body)];
  return target === 'headings' ? [headings, ...restated] : [...base, headings, ...restated];
};

/** Headings without a font of their own keep the one that they had from the body. */
const headingsAsBefore = (rules: readonly StyleRule[], body: string): StyleRule[] => {
  const valueOf = (matches: (selector: string) => boolean): string | undefined =>
    rules
      .filter(({ selector }) => selector.split(',').some((one) => matches(one.trim())))
      .flatMap(({ declarations }) => declarations)
      .findLast(({ property }) => property === 'font-family')?.value;
  const before = valueOf((selector) => /^(?::root )?body$|^html$|^:root$/.test(selector));
  const own = valueOf((selector) => /^\.?h[1-6]$/.test(selector));
  if (own !== undefined || before === undefined) return [];
  const value = resolved(rules, before);
  return value === undefined
    ? []
    : [
        {
          selector: `${body} :where(h1, h2, h3, h4, h5, h6)`,
          conditions: [],
          declarations: [{ property: 'font-family', value, important: false }],
        },
      ];
};

/** A value without the custom property that is about to change. */
const resolved = (rules: readonly StyleRule[], value: string): string | undefined => {
  const variable = /^var\(\s*(--[\w-]+)/.exec(value)?.[1];
  return variable === undefined
    ? value
    : rules.flatMap(({ declarations }) => declarations).findLast(({ property }) => property === variable)?.value;
};

const restate = (rules: readonly StyleRule[], target: SetFont['target'], declaration: StyleDeclaration): StyleRule[] =>
  rules
    .filter(({ selector, declarations }) => {
      const value = declarations.find(({ property }) => property === 'font-family')?.value;
      if (
        value === undefined ||
        special.test(value) ||
        special.test(selector) ||
        /^(?:pre|code|kbd|samp|:root|body|html)/.test(selector)
      )
        return false;
      return target === 'all' || headingWords.test(selector);
    })
    .map(({ selector, conditions, declarations }) => {
      const important = declarations.some(({ property, important }) => property === 'font-family' && important);
      return { selector, conditions, declarations: [{ ...declaration, important }] };
    });
