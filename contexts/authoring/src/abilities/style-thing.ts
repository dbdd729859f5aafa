import { readableOn, readCssColour } from '../css/colour.ts';
import { declaredFor } from '../css/declared.ts';
import { selectorFor } from '../css/element-selector.ts';
import { loadedFonts } from '../css/fonts.ts';
import { ownSheetPath, setStyles } from '../css/own-sheet.ts';
import { linkedSheets, siteRules, writeRules, type StyleDeclaration, type StyleRule } from '../css/rules.ts';
import { setAttribute } from '../html/attributes.ts';
import { attribute, classesOf, descendants, find, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { readLooks, type Look } from '../understanding/looks.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { clausesOf } from './clauses-of.ts';
import { changesTo, done } from './edit-things.ts';
import { pagesMeant, searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';
import { enlargeEverything } from './whole-size.ts';

const asking =
  /^(?:(?:please|could|can|would|should|will|let|make|set|change|turn|give|have|put|paint|colou?r|align|get|i|we|want|need|would like|'d like|like|prefer|use|show|write|display|render|style|also|a|an|the|font|in|to|into|with|as|be|enlarge|shrink|increase|reduce|decrease|size|of)\b[\s,:'’-]*)+/i;
const trailing =
  /(?:[\s,;:.!?-]|\b(?:please|pls|in|to|into|as|be|is|are|should|must|shall|may|could|would|like|with|a|an|the|and|or|so on|all|set|made|look|looks|looking|appear|shown|written|turn|exactly|bit|little|much|lot|somewhat|more|ought|have|has|get|gets|instead|for|on my screen|it|them|again|now|even|still|better|nicer|suits?|us|much|enlarge|you|font|colou?r|text|type|of|by|only|lines?))+$/i;
const everything =
  /^(?:(?:all|the|of|whole|entire|my|our|normal|body|main|complete|larger|text|type|page|pages|site|website|documentation|docs|everything|font|in|on|letters|size|a|little|bit)\s*)*$/i;

/** Changes how things look: colour, background, font, size, weight, alignment, width. */
export const styleThing: Ability = {
  topics: ['colour', 'color', 'bigger', 'smaller', 'font', 'size', 'bold', 'align', 'background', 'wide'],

  examples: () => [],

  read: (wish, site) => clausesOf(wish).flatMap((clause) => fromClause(clause, wish, site)),
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const { looks, rest } = readLooks(clause.replace(besides, ' '), fontsOf(site));
  if (looks.length === 0 || /\b(?:add|create|insert|replace|rename|remove|delete)\b/i.test(rest)) return [];
  const phrase = rest.replace(asking, '').replace(trailing, '').trim();
  if (wish.picked.length > 0 && phrase.split(/\s+/).length < 4)
    return [{ score: 0.96, attempt: () => restyle(site, wish.picked, looks, 'the picked element') }];
  const size = looks.find(({ property }) => property === 'size');
  if (everything.test(phrase)) {
    const page = wish.scope.type === 'page' ? pagesMeant(site, wish)[0] : undefined;
    if (page !== undefined && site.pages.length > 1 && size === undefined) return [wholePage(site, page, looks)];
    return size?.factor === undefined || looks.length > 1 ? [] : [enlargeEverything(site, size.factor)];
  }
  const target = readTarget(phrase, wish.quotes);
  const accept = (element: Element): boolean => !isHtml(element, 'option', 'br');
  const candidates = listed(phrase, wish, site) ?? longest(target, searchSite(site, wish, target, { accept }));
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      // Everything of a kind at once is for the abilities that write rules for whole kinds.
      score:
        0.94 *
        Math.min(1, best.score) *
        (size === undefined &&
        target.tokens.length + target.literals.length === 0 &&
        isSeveral(phrase, target, candidates)
          ? 0.7
          : 1),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall look so?`,
          none: `I find no ${target.said}.`,
          all: isSeveral(phrase, target, candidates),
          act: (things) => restyle(site, withTwins(site, wish, things), looks, target.said),
        }),
    },
  ];
};

/** What is said of the look that it shall not have, and what it is compared with. */
const besides =
  /,?\s+\b(?:instead of|rather than|and not|no longer)\b[^,.]*|,\s+like\s.*$|\s+\bin (?:big|large|small|bold|capital) (?:letters|type|print)\b|\s+for (?:her|him|me|us|them)$/gi;

/** "Both buttons at the top, Docs and GitHub": each by its name. */
const listed = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  const groups = /^(?:both|all|the|these|those|two|three|four|\s)+(?<noun>\w+s)\b[^,:]*[,:]\s+(?<names>.+)$/i.exec(
    phrase,
  )?.groups;
  const names = (groups?.['names'] ?? '').split(/\s*,\s*(?:and\s+)?|\s+and\s+/).filter((name) => name !== '');
  if (groups === undefined || names.length < 2) return undefined;
  const found = names.flatMap((name) =>
    bestOf(searchSite(site, wish, readTarget(`the ${name} ${groups['noun']?.replace(/s$/, '')}`, wish.quotes))),
  );
  return found.length === names.length ? found.map((one) => ({ ...one, score: 1 })) : undefined;
};

/** "The long text" is the longest. */
const longest = ({ hints, tokens, literals }: Target, candidates: readonly Candidate[]): readonly Candidate[] =>
  hints.includes('long') && tokens.length + literals.length === 0
    ? candidates.toSorted((a, b) => textOf(b.element).length - textOf(a.element).length).slice(0, 1)
    : candidates;

/** The look of one page among several: of what fills it, or of its body. */
const wholePage = (site: Site, page: Page, looks: readonly Look[]): Proposal => {
  const painted = looks.some(({ property }) => property === 'background-color');
  const filling = findAll(page.body, (element) => classesOf(element).some((name) => fills.test(name)))[0];
  const main = find(page.body, (element) => isHtml(element, 'main'));
  const element = painted ? (filling ?? page.body) : (main ?? page.body);
  return { score: 0.9, attempt: () => restyle(site, [{ page, element }], looks, page.path) };
};

const fills = /^(?:is-)?(?:fullheight|full-height|fullscreen|full-screen|min-h-screen|min-vh-100|vh-100|h-screen)$/;

const isSeveral = (phrase: string, target: Target, candidates: readonly Candidate[]): boolean =>
  target.all ||
  /\b(?:both|two|three|four|five)\b/i.test(phrase) ||
  (target.position === undefined &&
    candidates.length > 1 &&
    /\b(?:\w+s|those|these)\b(?=\s*(?:$|in|on|of|under|below|at|-|\())/i.test(
      phrase.split(/\s+(?:in|on|of|under|below|at)\s+/i)[0] ?? '',
    ) &&
    !/(?:ss|us|is|news)$/i.test(phrase.split(/\s+(?:in|on|of|under|below|at)\s+/i)[0] ?? ''));

const fontsOf = (site: Site): ReturnType<typeof loadedFonts> => {
  const sheets = new Set(site.pages.slice(0, 3).flatMap((page) => linkedSheets(site, page)));
  return loadedFonts(
    site,
    [...sheets].map((path) => readText(site.tree.get(path) ?? new Uint8Array())?.text ?? ''),
  );
};

const restyle = (site: Site, things: readonly Thing[], looks: readonly Look[], said: string): Attempt => {
  const own = ownSheetPath(site);
  const rules = siteRules(site, undefined);
  const [first] = things;
  if (first === undefined) return already('There is nothing to change.');
  const selector = selectorFor(site, things);
  const written = looks.flatMap((look) => rulesFor(look, first.element, rules, selector ?? ''));
  const what = `Changed the look of ${said}`;
  if (selector === undefined) {
    const css = written
      .filter(({ conditions }) => conditions.length === 0)
      .flatMap(({ declarations }) => declarations.map(({ property, value }) => `${property}: ${value}`))
      .join('; ');
    const changes = changesTo(site, things, what, (source, page, element) => {
      const before = attribute(element, 'style')?.trim().replace(/;$/, '');
      setAttribute(source, page, element, 'style', before === undefined || before === '' ? css : `${before}; ${css}`);
    });
    return changes.length === 0 ? already('It looks like that already.') : done(changes, what);
  }
  const key = `look of ${selector}: ${[...new Set(looks.map(({ property }) => property))].join(', ')}`;
  const changes = setStyles(site, {
    key,
    css: writeRules(written),
    detail: `${said} now ${looks.map(({ property, value, factor }) => `${property} ${value ?? `times ${factor}`}`).join(', ')}`,
  });
  return changes.length === 0
    ? already('It looks like that already.')
    : { type: 'done', changes, summary: `${what}, in ${own}.` };
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
  if (property === 'colour')
    return paints(element) === 'background'
      ? plain(...filled(value))
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
  const unconditional = declared.filter(({ conditions }) => conditions.length === 0).at(-1);
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
    ...declared
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
