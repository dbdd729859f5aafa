import { hex, readCssColour, toHsl } from '../css/colour.ts';
import { ownSheetPath, setStyles, withoutStyles } from '../css/own-sheet.ts';
import { styleReach } from '../css/page-selector.ts';
import { siteRules, writeRules, type StyleDeclaration, type StyleRule } from '../css/rules.ts';
import { bodyVariable, setVariable } from '../css/variables.ts';
import { classesOf, descendants } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { changeSite, type Site } from '../site/site.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt } from './ability.ts';
import { themes, type Theme } from './theme-colours.ts';

const look = '(?:theme|design|look|mode|version|style|colou?r scheme|scheme|appearance)';
const asked = new RegExp(
  `\\b(?<theme>dark|light|bright|warm(?:er)?)(?:er)?\\s+(?:colou?red )?${look}\\b|\\b(?:make|turn)\\s+(?:the |my |our )?(?:whole |entire )?(?:site|website|page|everything|it all)\\s+(?:look |a bit |a little |much )*(?<made>darker|dark|warmer)\\b(?! (?:blue|green|red|gr[ea]y|brown|purple|orange))`,
  'i',
);
const part =
  /\b(?:button|heading|headline|menu|footer|header|link|section|card|box|banner|toggle|switch|picture|photo|logo|table|sidebar|text colou?r)s?\b/i;
/** "A feature called Dark mode" is no look. */
const naming = /\b(?:called|named|titled|with the text|saying)\b/i;
const key = 'theme';

/** Gives a site or a page a dark, a light or a warmer look: its own rules again with other colours. */
export const setTheme: Ability = {
  topics: ['dark', 'light', 'theme', 'design', 'warm', 'mode'],

  examples: (site) => (site.home ? ['Give the site a dark theme'] : []),

  read: (wish, site) => {
    const groups = asked.exec(wish.sentence)?.groups;
    const said = (groups?.['theme'] ?? groups?.['made'] ?? '').toLowerCase();
    if (
      said === '' ||
      part.test(wish.sentence) ||
      naming.test(wish.sentence) ||
      wish.picked.length > 0 ||
      wish.scope.type === 'unknown'
    )
      return [];
    const theme: Theme = said.startsWith('dark') ? 'dark' : said.startsWith('warm') ? 'warm' : 'light';
    return [{ score: 0.97, attempt: () => apply(site, theme, pageOf(wish, site)) }];
  },
};

const pageOf = ({ scope }: Wish, site: Site): Page | undefined =>
  scope.type === 'page' ? site.pages.find(({ path }) => path === scope.page.path) : undefined;

const apply = (before: Site, theme: Theme, page: Page | undefined): Attempt => {
  const reach = styleReach(before, page);
  if (reach === undefined) return unable('The page has no body that styles could be told by.');
  const site = changeSite(withoutStyles(before, `${key}${reach.suffix}`), reach.changes);
  const rules = siteRules(site, ownSheetPath(site));
  const known = classesIn(site);
  const ground = themes.ground[theme];
  if (isGround(rules, theme)) return already(`The look is ${theme} already.`);
  const [behind, words] = [bodyVariable(rules, 'background-color', 'background'), bodyVariable(rules, 'color')];
  const own: StyleRule[] = [
    {
      selector: reach.root,
      conditions: [],
      declarations: [
        { property: 'color-scheme', value: theme === 'dark' ? 'dark' : 'light', important: false },
        ...setVariable(rules, behind, ground.background, readCssColour(ground.background)?.rgb),
        ...setVariable(rules, words, ground.text, readCssColour(ground.text)?.rgb),
      ],
    },
    {
      selector: reach.body,
      conditions: [],
      declarations: [
        { property: 'background-color', value: ground.background, important: false },
        { property: 'color', value: ground.text, important: false },
      ],
    },
  ];
  const restated = rules.flatMap((rule) => restate(rule, theme, known, reach.suffix === '' ? ':root' : reach.body));
  const changes = setStyles(site, {
    key: `${key}${reach.suffix}`,
    css: writeRules([...own, ...restated]),
    detail: `a ${theme} look${reach.suffix}`,
  });
  return {
    type: 'done',
    changes: [...reach.changes, ...changes],
    summary: `Gave ${page === undefined ? 'the site' : page.path} a ${theme} look, in ${ownSheetPath(site)}.`,
  };
};

const classesIn = (site: Site): ReadonlySet<string> =>
  new Set(site.pages.flatMap((page) => [...descendants(page.document)].flatMap(classesOf)));

/** A rule's colours in the new look, if it is for something that the pages have. */
const restate = (rule: StyleRule, theme: Theme, known: ReadonlySet<string>, scope: string): StyleRule[] => {
  if (rule.conditions.some((condition) => /prefers-color-scheme|print/i.test(condition))) return [];
  const selectors = rule.selector
    .split(/,(?![^(]*\))/)
    .map((one) => one.trim())
    .filter((one) => !/^(?::root|html|body)$|^::|\bbtn\b|\bbutton\b/i.test(one) && present(one, known));
  const declarations = rule.declarations.flatMap((one): StyleDeclaration[] => {
    const colour = readCssColour(one.value);
    if (colour === undefined || /^transparent$/i.test(one.value)) return [];
    const changed = themes.colour(theme, one.property, toHsl(colour.rgb), colour.rgb);
    return changed === undefined ? [] : [{ ...one, value: hex(changed) }];
  });
  if (selectors.length === 0 || declarations.length === 0) return [];
  return [
    {
      ...rule,
      selector: selectors.map((one) => (/^(?:html|body|:root)\b/.test(one) ? one : `${scope} ${one}`)).join(', '),
      declarations,
    },
  ];
};

const present = (selector: string, known: ReadonlySet<string>): boolean =>
  [...selector.matchAll(/\.(?<name>-?[A-Za-z_][\w-]*)/g)].every(({ groups }) => known.has(groups?.['name'] ?? ''));

const isGround = (rules: readonly StyleRule[], theme: Theme): boolean => {
  const value = rules
    .filter(({ selector, conditions }) => conditions.length === 0 && /(?:^|,)\s*body\s*(?:,|$)/.test(selector))
    .flatMap(({ declarations }) => declarations)
    .findLast(({ property }) => property === 'background-color' || property === 'background')?.value;
  const colour = value === undefined ? undefined : readCssColour(value);
  const light = colour === undefined ? 1 : toHsl(colour.rgb).lightness;
  return (theme === 'dark' && light < 0.25) || (theme === 'light' && light > 0.75);
};
