import { setAttribute } from '../html/attributes.ts';
import { attribute, isHtml, type Element } from '../html/elements.ts';
import type { Site } from '../site/site.ts';
import { isForPage } from '../understanding/for-page.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { type Ability, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const alt =
  '(?:alt(?:ernative|ernate)?(?:[ -]?(?:text|tag|attribute|description))?s?|image descriptions?|text for (?:the )?(?:blind|screen ?readers?))';
const sets =
  '(?:(?:\\b(?:to|is|as|should be|must be|should (?:say|read)|shall be|with|saying|reading|says)\\b)|:|=|,|⇒)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:set|change|add|give|make|put|write|update|use)?\\s*(?:the |an? |proper )*${alt}\\s+(?:text )?(?:of|for|on|to)\\s+(?<what>.+?)\\s*,?\\s*(?:${sets}\\s*)+(?<value>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:give|add|for|on)\\s+(?<what>.+?)\\s+(?:the|an?|needs an?|a proper|another)?\\s*(?:proper |better |new )?${alt}\\s*(?:${sets}\\s*)*(?<value>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?<what>.+?)\\s+(?:needs?|lacks?|should (?:have|get)|gets?|has)\\s+(?:the |an? )?(?:proper |better |new |other )?${alt}\\s*(?:${sets}\\s*)*(?<value>.+)$`,
    'i',
  ),
  new RegExp(`^(?:describe)\\s+(?<what>.+?)\\s+(?:as|with)\\s+(?<value>.+)$`, 'i'),
  new RegExp(`^(?<what>.+?)[,:.]\\s*(?:its |the )?${alt}\\s*(?:${sets}\\s*)*(?<value>.+)$`, 'i'),
  new RegExp(`^${alt}\\s*(?:${sets}\\s*)+(?<value>.+)$`, 'i'),
];

/** Says in words what a picture shows, for those who do not see it. */
export const setAlt: Ability = {
  topics: ['alt', 'image', 'picture', 'photo', 'blind', 'accessibility', 'description'],

  examples: () => [],

  read: (wish, site) => {
    if (!/\balt|describe|blind|screen ?reader/i.test(wish.clause)) return [];
    return plainClauses(wish.clause).flatMap((clause) => fromClause(clause, wish, site));
  },
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of forms) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const piece = (groups['value'] ?? '').replace(/^(?:it |is |to )+/i, '');
    if (!isForPage(piece)) continue;
    const value = valueText(wish, piece);
    const what = groups['what'] ?? '';
    const said = readTarget(what, wish.quotes);
    const target = {
      ...said,
      kinds: [],
      tokens: said.tokens.filter((token) => !/^(?:picture|photo|image|img|portrait|logo)$/.test(token)),
    };
    const images = (element: Element): boolean =>
      isHtml(element, 'img') || (isHtml(element, 'input') && attribute(element, 'type') === 'image');
    const any = target.tokens.length + target.literals.length === 0;
    const candidates =
      wish.picked.length > 0 && wish.picked.some(({ element }) => images(element))
        ? wish.picked.map((thing) => ({ ...thing, score: 1 }))
        : searchSite(site, wish, any ? { ...target, kinds: ['image'] } : target, { accept: images });
    const [best] = candidates;
    if (best === undefined || value === '') continue;
    return [
      {
        score: 0.96 * Math.min(1, best.score),
        attempt: () =>
          chooseThing(site, candidates, {
            question: `Which picture is meant?`,
            none: `I find no ${said.said}.`,
            all: said.all,
            act: (things) =>
              editThings(
                site,
                withTwins(site, wish, things),
                `Set the alt text of ${said.said} to "${value}"`,
                (source, page, element) => setAttribute(source, page, element, 'alt', value),
              ),
          }),
      },
    ];
  }
  return [];
};
