import { brandColour, colourLike, rebrand } from '../css/brand-colour.ts';
import { readColour, readCssColour } from '../css/colour.ts';
import { loadedFonts, readFont } from '../css/fonts.ts';
import { ownSheetPath, setStyles } from '../css/own-sheet.ts';
import { siteRules, writeRules } from '../css/rules.ts';
import { setFont } from '../intents/set-font.ts';
import { setColour } from '../intents/set-colour.ts';
import type { Performance } from '../intents/intent.ts';
import type { Site } from '../site/site.ts';
import type { Look } from '../understanding/looks.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, unable, type Attempt, type Proposal } from './ability.ts';

const onlyText =
  /\b(?:normal|body|running|paragraph|plain) (?:text|type|copy|font)\b|\bhead(?:ing|line)s? (?:may|can|should|must|shall)? ?(?:stay|keep|remain)|\bnot (?:the |for )*head(?:ing|line)s/i;

/** One look for everything: the font of all text or of all but the headings, the ground behind it all. */
export const lookOfEverything = (
  wish: Wish,
  site: Site,
  clause: string,
  looks: readonly Look[],
  message = '',
): Proposal | undefined => {
  const [look, ...others] = looks;
  if (look?.value === undefined || others.length > 0) return undefined;
  if (look.property === 'font-family') {
    const name = look.value.split(',')[0]?.replace(/["']/g, '') ?? '';
    const target = onlyText.test(`${clause} ${message}`) ? 'body' : 'all';
    const font = { ...(readFont(name, loadedFonts(site, [])) ?? { name, stack: look.value }), stack: look.value };
    return proposed(() => setFont.apply(site, { type: 'set-font', scope: wish.scope, target, said: name, font }));
  }
  const colour =
    look.property === 'background-color' ? (readColour(look.value) ?? readCssColour(look.value)) : undefined;
  return colour === undefined
    ? undefined
    : proposed(() => setColour.apply(site, { type: 'set-colour', scope: wish.scope, target: 'background', colour }));
};

const proposed = (perform: () => Performance): Proposal => ({
  score: 0.92,
  attempt: () => {
    const done = perform();
    return done.type === 'unclear' ? unable(done.question) : done;
  },
});

const everythingOfHue =
  /\b(?:(?:everything|whatever)(?: that| which)?(?: is| looks)?|all (?:that|which) is) (?:in )?(?<old>(?:dark |light |pale )?[a-z]+)\b(?!\s+(?:and|or)\b)/i;

/** "Everything that is orange should turn green": the site's own shade of the one colour becomes the other. */
export const everythingOfColour = (site: Site, clause: string, looks: readonly Look[]): Proposal | undefined => {
  const old = readColour(everythingOfHue.exec(clause)?.groups?.['old']?.toLowerCase() ?? '');
  const fresh = looks.length === 1 && looks[0]?.property === 'colour' ? readCssColour(looks[0].value ?? '') : undefined;
  if (old === undefined || fresh === undefined) return undefined;
  return { score: 0.95, attempt: () => recolour(site, old, fresh) };
};

const recolour = (
  site: Site,
  old: NonNullable<ReturnType<typeof readCssColour>>,
  fresh: NonNullable<ReturnType<typeof readCssColour>>,
): Attempt => {
  const rules = siteRules(site, ownSheetPath(site));
  const from = colourLike(rules, old, brandColour(rules));
  if (from === undefined) return unable('I find no such colour in the styles of this site.');
  const changes = setStyles(site, {
    key: `colour: everything that was ${from.css}`,
    css: writeRules(rebrand(rules, from, fresh)),
    detail: `what was ${from.css} is now ${fresh.css}`,
  });
  return changes.length === 0
    ? already('It has that colour already.')
    : { type: 'done', changes, summary: `Made all that was ${from.css} ${fresh.css}, in ${ownSheetPath(site)}.` };
};
