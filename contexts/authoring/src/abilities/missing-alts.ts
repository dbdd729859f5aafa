import { setAttribute } from '../html/attributes.ts';
import { ancestors, attribute, find, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import { isRepeated } from '../outline/kinds-of.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { already, unable, type Ability, type Attempt } from './ability.ts';
import { editThings } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';

const alts = '(?:alt(?:ernative)?|image|picture) ?(?:texts?|tags?|attributes?|descriptions?)';
const pictures = '(?:images?|pictures?|photos?|photographs?|graphics)';
const asked = new RegExp(
  `^(?:please )?(?:add|write|give|set|put|fill in|create|generate|make) (?:(?:all|every|the|my|our|each of the) )*(?:(?:missing|proper|good|useful) )*(?:${alts}(?: (?:to|for|on|of) (?:(?:all|every|each|the|my|our|of) )*${pictures})?|${pictures} (?:an? |their )?(?:proper )?${alts})(?: (?:that|which) (?:is|are) missing)?(?: everywhere| on (?:all|every|each) pages?)?$`,
  'i',
);

/** Gives every picture without words for those who do not see it the name that stands with it. */
export const missingAlts: Ability = {
  topics: ['alt', 'image', 'picture', 'blind', 'accessibility'],

  examples: () => [],

  read: (wish, site) =>
    wish.quotes.length === 0 && asked.test(wish.clause.trim())
      ? [{ score: 0.97, attempt: () => fill(site, pagesMeant(site, wish).flatMap(silentOn)) }]
      : [],
};

/** An empty text says on purpose that a picture is an ornament. */
const isSilent = (image: Element): boolean => {
  const text = attribute(image, 'alt');
  return text === undefined || /^[\s.…-]+$/.test(text);
};

const silentOn = (page: Thing['page']): readonly Thing[] =>
  findAll(page.body, (element) => isHtml(element, 'img') && isSilent(element)).map((element) => ({ page, element }));

const fill = (site: Site, silent: readonly Thing[]): Attempt => {
  if (silent.length === 0) return already('Every picture has an alternative text.');
  const told = silent.filter(({ element }) => wordsBeside(element) !== '');
  const left = silent.length - told.length;
  const example = fileOf((silent.find((one) => !told.includes(one)) ?? silent[0])?.element);
  const howTo = `I can't see pictures. Say what each shows, such as: The alt text of ${example} is "…".`;
  if (told.length === 0) return unable(howTo);
  const count = told.length === 1 ? 'one picture the name beside it' : `${told.length} pictures the names beside them`;
  const rest = left === 0 ? '' : ` (${left} more have nothing beside them that says what they show)`;
  return editThings(site, told, `Gave ${count} as alternative text${rest}`, (source, page, element) =>
    setAttribute(source, page, element, 'alt', wordsBeside(element)),
  );
};

const fileOf = (image: Element | undefined): string =>
  image === undefined
    ? 'photo.jpg'
    : ((attribute(image, 'src') ?? '').split(/[/?#]/).findLast((one) => one !== '') ?? 'photo.jpg');

/** Its caption, or the heading of the card that it is the only picture of. */
const wordsBeside = (image: Element): string => {
  for (const outer of [...ancestors(image)].slice(0, 4)) {
    if (findAll(outer, (one) => isHtml(one, 'img')).length > 1) return '';
    const isCard = isHtml(outer, 'li', 'article') || isRepeated(outer);
    const words = find(outer, (one) => (isCard ? /^h[1-6]$/.test(one.tagName) : isHtml(one, 'figcaption')));
    if (words !== undefined) return textOf(words).slice(0, longest);
    if (isCard) return '';
  }
  return '';
};

const longest = 150;
