import { brandColour, rebrand } from '../css/brand-colour.ts';
import { readableOn, readCssColour, type Colour } from '../css/colour.ts';
import { textColourOn } from '../css/body-text.ts';
import { ownSheetPath, withoutStyles } from '../css/own-sheet.ts';
import type { StyleReach } from '../css/page-selector.ts';
import { siteRules, type StyleDeclaration, type StyleRule } from '../css/rules.ts';
import { bodyVariable, setVariable } from '../css/variables.ts';
import { attribute, classesOf, find, findAll, isHtml, isInside, type Element } from '../html/elements.ts';
import { footerOf, isFooter, isNavigation, mainHeading } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import type { ColourTarget } from './intent.ts';

/** The rules that give a target its colour; undefined if the site has no such thing. */
export const colourRules = (
  site: Site,
  target: ColourTarget,
  colour: Colour,
  reach: StyleReach,
): StyleRule[] | undefined => {
  const { body } = reach;
  switch (target) {
    case 'background':
      return [
        ...inherited(site, reach, colour, 'background-color', 'background'),
        ...readableText(site, reach, colour),
      ];
    case 'text':
      return inherited(site, reach, colour, 'color');
    case 'links':
      return has(site, 'a') ? [rule(linkSelector(site, body), strong('color', colour.css))] : undefined;
    case 'headings':
      return has(site, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')
        ? [rule(`${body} :is(h1, h2, h3, h4, h5, h6)`, strong('color', colour.css))]
        : undefined;
    case 'h1':
    case 'h2':
    case 'h3':
      return has(site, target) ? [rule(`${body} ${target}`, strong('color', colour.css))] : undefined;
    case 'buttons':
      return buttonRules(site, body, colour);
    case 'menu':
    case 'footer':
    case 'header':
      return backgroundRules(partSelectors(site, target), body, colour);
    case 'menu-text':
    case 'footer-text':
    case 'header-text':
      return textRules(partSelectors(site, partOf[target]), body, colour);
    case 'brand':
      return brandRules(site, colour);
  }
};

const has = (site: Site, ...names: readonly string[]): boolean =>
  site.pages.some((page) => find(page.body, (element) => isHtml(element, ...names)));

// Links in menus and links that look like buttons have colours of their own.
const linkSelector = (site: Site, body: string): string =>
  `${body} a:not(${['nav a', "[role='navigation'] a", ...buttonClasses(site).map((name) => `.${name}`)].join(', ')})`;

const partOf = { 'menu-text': 'menu', 'footer-text': 'footer', 'header-text': 'header' } as const;

const rule = (selector: string, ...declarations: StyleDeclaration[]): StyleRule => ({
  selector,
  conditions: [],
  declarations,
});

const plain = (property: string, value: string): StyleDeclaration => ({ property, value, important: false });

// A site's rule for one of its own classes would outrank a rule for an element; what the person asked for holds.
const strong = (property: string, value: string): StyleDeclaration => ({ property, value, important: true });

const ownRules = (site: Site): StyleRule[] => siteRules(site, ownSheetPath(site));

const inherited = (
  site: Site,
  { body, root }: StyleReach,
  colour: Colour,
  ...properties: readonly string[]
): StyleRule[] => {
  const rules = ownRules(site);
  const variable = setVariable(rules, bodyVariable(rules, ...properties), colour.css, colour.rgb);
  const own = rule(body, plain(properties[0] ?? '', colour.css));
  return variable.length === 0 ? [own] : [rule(root, ...variable), own];
};

/** On a background that would swallow the text, the text changes with it. */
const readableText = (site: Site, reach: StyleReach, { rgb }: Colour): StyleRule[] => {
  const key = `colour: background${reach.suffix}`;
  const readable = readCssColour(textColourOn(rgb, siteRules(withoutStyles(site, key), undefined)) ?? '');
  return readable === undefined ? [] : inherited(site, reach, readable, 'color');
};

const backgroundRules = (selectors: readonly string[], body: string, colour: Colour): StyleRule[] | undefined =>
  selectors.length === 0
    ? undefined
    : selectors.map((selector) => rule(`${body} ${selector}`, strong('background', colour.css)));

const textRules = (selectors: readonly string[], body: string, colour: Colour): StyleRule[] | undefined =>
  selectors.length === 0
    ? undefined
    : selectors.map((selector) =>
        rule(`${body} ${selector}, ${body} ${selector} :not(:is(button, .btn) *)`, strong('color', colour.css)),
      );

const buttonName = /^(?:btn|button|cta)$/;

const isButtonLike = (element: Element): boolean =>
  isHtml(element, 'a', 'button', 'input') &&
  classesOf(element).some((name) => buttonName.test(name)) &&
  !isInside(element, isFooter);

const buttonClasses = (site: Site): string[] => [
  ...new Set(
    site.pages
      .flatMap((page) => findAll(page.body, isButtonLike))
      .flatMap(classesOf)
      .filter((name) => buttonName.test(name)),
  ),
];

const buttonRules = (site: Site, body: string, colour: Colour): StyleRule[] | undefined => {
  const classes = buttonClasses(site).map((name) => `.${name}`);
  const isPlain = (element: Element): boolean =>
    isHtml(element, 'button', 'input') &&
    (attribute(element, 'type') === 'submit' || attribute(element, 'type') === 'button');
  const hasPlain = site.pages.some((page) =>
    find(page.body, (element) => isPlain(element) && classesOf(element).length === 0),
  );
  const selectors = [
    ...classes,
    ...(hasPlain || classes.length === 0 ? ["[type='submit']", 'button:not([class])'] : []),
  ];
  if (
    classes.length === 0 &&
    !site.pages.some((page) => find(page.body, (element) => isHtml(element, 'button') || isPlain(element)))
  )
    return undefined;
  const base = `${body} :is(${selectors.join(', ')})`;
  return [
    rule(
      base,
      strong('background-color', colour.css),
      strong('border-color', colour.css),
      strong('color', readableOn(colour.rgb)),
    ),
    rule(`${base}:hover`, strong('filter', 'brightness(0.9)')),
  ];
};

const partSelectors = (site: Site, part: 'menu' | 'footer' | 'header'): string[] => {
  const elements = site.pages.flatMap((page) => {
    if (part === 'menu') return findAll(page.body, (element) => isNavigation(element) && !isInside(element, isFooter));
    if (part === 'footer') return footerOf(page) ?? [];
    const heading = mainHeading(page);
    return findAll(
      page.body,
      (element) =>
        isHtml(element, 'header') &&
        (heading === undefined || find(element, (inner) => inner === heading) !== undefined),
    );
  });
  return [...new Set(elements.map(selectorOf))];
};

const selectorOf = (element: Element): string => {
  if (isHtml(element, 'nav', 'footer', 'header')) return element.tagName;
  const role = attribute(element, 'role');
  if (role === 'navigation' || role === 'contentinfo') return `[role='${role}']`;
  const [name] = classesOf(element);
  return name === undefined ? `[id='${attribute(element, 'id') ?? ''}']` : `.${name.replace(/[^\w-]/g, '\\$&')}`;
};

const brandRules = (site: Site, colour: Colour): StyleRule[] | undefined => {
  const rules = ownRules(site);
  const old = brandColour(rules);
  return old && rebrand(rules, old, colour);
};
