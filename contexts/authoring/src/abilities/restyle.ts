import { readableOn, readCssColour } from '../css/colour.ts';
import { declaredFor } from '../css/declared.ts';
import { selectorFor } from '../css/element-selector.ts';
import { ownSheetPath, setStyles } from '../css/own-sheet.ts';
import { siteRules, writeRules, type StyleDeclaration, type StyleRule } from '../css/rules.ts';
import { setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, type Element } from '../html/elements.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import type { Look } from '../understanding/looks.ts';
import { already, type Attempt } from './ability.ts';
import { changesTo, done } from './edit-things.ts';

/** Gives things another look: by a rule of the site's own sheet, or by their `style` where no selector tells them apart. */
export const restyle = (site: Site, things: readonly Thing[], looks: readonly Look[], said: string): Attempt => {
  const own = ownSheetPath(site);
  const rules = siteRules(site, undefined);
  const groups = [...Map.groupBy(things, ({ element }) => sizesOf(element, looks, rules)).values()];
  if (groups.length === 0) return already('There is nothing to change.');
  const selectors = groups.map((group) => selectorFor(site, group));
  const what = `Changed the look of ${said}`;
  if (selectors.includes(undefined)) {
    const changes = changesTo(site, things, what, (source, page, element) => {
      const css = inline(element, looks, rules);
      const before = attribute(element, 'style')?.trim().replace(/;$/, '');
      setAttribute(source, page, element, 'style', before === undefined || before === '' ? css : `${before}; ${css}`);
    });
    return changes.length === 0 ? already('It looks like that already.') : done(changes, what);
  }
  const written = groups.flatMap(([one], at) =>
    one === undefined ? [] : looks.flatMap((look) => rulesFor(look, one.element, rules, selectors[at] ?? '')),
  );
  const key = `look of ${selectors.join(', ')}: ${[...new Set(looks.map(({ property }) => property))].join(', ')}`;
  const changes = setStyles(site, {
    key,
    css: writeRules(written),
    detail: `${said} now ${looks.map(({ property, value, factor }) => `${property} ${value ?? `times ${factor}`}`).join(', ')}`,
  });
  return changes.length === 0
    ? already('It looks like that already.')
    : { type: 'done', changes, summary: `${what}, in ${own}.` };
};

/** What of an element is multiplied, and by which things are alike: one that is larger stays larger. */
const sizesOf = (element: Element, looks: readonly Look[], rules: readonly StyleRule[]): string =>
  looks
    .filter(({ property, factor }) => property === 'size' && factor !== undefined)
    .flatMap((look) => writeRules(rulesFor(look, element, rules, '*')))
    .join('\n');

/** For a `style` attribute, which gives way to nothing but what a sheet calls important. */
const inline = (element: Element, looks: readonly Look[], rules: readonly StyleRule[]): string => {
  const isForced = (property: string): boolean =>
    [property, property.replace(/-color$/, '')].some((name) =>
      declaredFor(rules, element, name).some(({ important }) => important),
    );
  return looks
    .flatMap((look) => rulesFor(look, element, rules, ''))
    .filter(({ conditions }) => conditions.length === 0)
    .flatMap(({ declarations }) =>
      declarations.map(({ property, value }) => `${property}: ${value}${isForced(property) ? ' !important' : ''}`),
    )
    .join('; ');
};

const strong = (property: string, value: string): StyleDeclaration => ({ property, value, important: true });

const rulesFor = (look: Look, element: Element, rules: readonly StyleRule[], selector: string): StyleRule[] => {
  const plain = (...declarations: StyleDeclaration[]): StyleRule[] => [{ selector, conditions: [], declarations }];
  const { property, value, factor } = look;
  if (property === 'size' && factor !== undefined)
    return isHtml(element, 'img', 'svg', 'video', 'iframe')
      ? scaled('width', factor, element, rules, selector)
      : scaled('font-size', factor, element, rules, selector);
  if (value === undefined) return [];
  if (property === 'text-colour') return textRules(element, selector, value);
  if (property === 'colour')
    return paints(element) === 'background'
      ? plain(...filled(value), ...(hasPicture(element, rules) ? [strong('background-image', 'none')] : []))
      : [...plain(strong('color', value)), ...linksInside(element, selector, value)];
  if (property === 'background-color')
    return kindsOf(element).has('button')
      ? plain(...filled(value))
      : plain(
          strong('background-color', value),
          ...(hasPicture(element, rules) ? [strong('background-image', 'none')] : []),
        );
  return plain(strong(property, value));
};

/** The words of a part of the page, whatever colours of their own they have; buttons keep theirs. */
const textRules = (element: Element, selector: string, value: string): StyleRule[] => {
  const parts = paints(element) === 'background' && !kindsOf(element).has('button');
  const selectors = selector
    .split(', ')
    .flatMap((one) => (parts ? [one, `${one} :not(button, .btn, .button, .btn *, .button *)`] : [one]));
  return [{ selector: selectors.join(', '), conditions: [], declarations: [strong('color', value)] }];
};

const linksInside = (element: Element, selector: string, value: string): StyleRule[] =>
  [...descendants(element)].some((inner) => isHtml(inner, 'a')) && !isHtml(element, 'nav', 'footer', 'section')
    ? [
        {
          selector: selector
            .split(', ')
            .map((one) => `${one} a`)
            .join(', '),
          conditions: [],
          declarations: [strong('color', value)],
        },
      ]
    : [];

const filled = (value: string): StyleDeclaration[] => {
  const colour = readCssColour(value);
  return [
    strong('background-color', value),
    strong('border-color', value),
    ...(colour === undefined ? [] : [strong('color', readableOn(colour.rgb))]),
  ];
};

const paints = (element: Element): 'text' | 'background' => {
  const kinds = kindsOf(element);
  if (kinds.has('button') && !kinds.has('icon')) return 'background';
  return isHtml(element, 'section', 'nav', 'footer', 'header', 'table', 'form', 'article', 'main')
    ? 'background'
    : 'text';
};

const hasPicture = (element: Element, rules: readonly StyleRule[]): boolean =>
  ['background-image', 'background'].some((property) =>
    declaredFor(rules, element, property).some(({ value }) => /url\(|gradient\(/.test(value)),
  );

/** Says again what the site says of a size, times a factor, under the same conditions. */
const scaled = (
  property: string,
  factor: number,
  element: Element,
  rules: readonly StyleRule[],
  selector: string,
): StyleRule[] => {
  const declared = declaredFor(rules, element, property).filter(
    ({ value }) => !/^(?:auto|inherit|initial|unset|100%)$/.test(value),
  );
  const unconditional = declared.findLast(({ conditions }) => conditions.length === 0);
  // What stands before the one that holds always gives way to it under every condition.
  const winning = unconditional === undefined ? declared : declared.slice(declared.indexOf(unconditional));
  const fixed = attribute(element, property)?.replace(/^(\d+)$/, '$1px');
  const start =
    unconditional?.value ??
    fixed ??
    (property === 'font-size' ? (userAgentSizes[element.tagName] ?? '1em') : `${factor < 1 ? 100 : 60}%`);
  const write = (value: string, conditions: readonly string[]): StyleRule => ({
    selector,
    conditions,
    declarations: [strong(property, times(value, factor))],
  });
  return [
    write(start, []),
    ...winning
      .filter(({ conditions }) => conditions.some((one) => one.startsWith('@media')))
      .map(({ value, conditions }) => write(value, conditions)),
  ];
};

const times = (value: string, factor: number): string => {
  const [, amount, unit] = /^([\d.]+)(px|em|rem|%|pt|vw)$/.exec(value) ?? [];
  return amount === undefined ? `calc((${value}) * ${round(factor)})` : `${round(Number(amount) * factor)}${unit}`;
};

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** https://html.spec.whatwg.org/multipage/rendering.html#sections-and-headings */
const userAgentSizes: Readonly<Record<string, string>> = {
  h1: '2em',
  h2: '1.5em',
  h3: '1.17em',
  h5: '0.83em',
  h6: '0.67em',
  small: '0.83em',
};
