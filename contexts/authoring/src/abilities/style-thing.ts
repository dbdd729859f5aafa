import { loadedFonts } from '../css/fonts.ts';
import { linkedSheets } from '../css/rules.ts';
import { classesOf, find, findAll, isHtml } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { readText } from '../html/source-text.ts';
import type { Site } from '../site/site.ts';
import { readLooks, type Look } from '../understanding/looks.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { lookClauses, withToldPage } from './look-clauses.ts';
import { isSeveral, looksFor, lookTarget, partsMeant } from './look-target.ts';
import { pagesMeant } from './pages-searched.ts';
import { restyle } from './restyle.ts';
import { withTwins } from './twins.ts';
import { everythingOfColour, lookOfEverything } from './whole-look.ts';
import { enlargeEverything } from './whole-size.ts';

const asking =
  /^(?:(?:please|could|can|would|should|will|let|make|set|change|turn|give|have|put|paint|colou?r|align|get|i|we|want|need|would like|'d like|like|prefer|use|show|write|display|render|style|also|a|an|the|font|in|to|into|with|as|be|enlarge|shrink|increase|reduce|decrease|size|of|for|you|change)\b[\s,:'’-]*)+/i;
const trailing =
  /(?:[\s,;:.!?-]|\b(?:please|pls|in|to|into|as|be|is|are|should|must|shall|may|could|would|like|with|a|an|the|and|or|so on|all|set|made|look|looks|looking|appear|shown|written|turn|exactly|bit|little|much|lot|somewhat|more|ought|have|has|get|gets|instead|for|on my screen|it|them|again|now|even|still|better|nicer|suits?|us|much|enlarge|you|font|colou?r|text|type|of|by|only|lines?))+$/i;
const everything =
  /^(?:(?:all|the|of|whole|entire|my|our|normal|body|main|complete|larger|text|type|page|pages|site|website|documentation|docs|everything|font|in|on|letters|size|a|little|bit)\s*)*$/i;

/** Changes how things look: colour, background, font, size, weight, alignment, width. */
export const styleThing: Ability = {
  topics: ['colour', 'color', 'bigger', 'smaller', 'font', 'size', 'bold', 'align', 'background', 'wide'],

  examples: () => [],

  read: (wish, site, { message }) => {
    const placed = withToldPage(wish, site);
    return lookClauses(placed).flatMap((clause) => fromClause(clause, placed, site, message));
  },
};

/** "We have a new wine list" asks for nothing. */
const telling =
  /^(?:we|i|they|he|she) (?:now |also )?(?:have|has|sell|serve|offer|make|moved|got|are|am|is)\b(?!.*\b(?:should|must|please|make it|want)\b)/i;

const fromClause = (clause: string, wish: Wish, site: Site, message: string): Proposal[] => {
  const { looks, rest } = readLooks(clause.replace(aside, ' ').replace(besides, ' '), fontsOf(site));
  if (
    looks.length === 0 ||
    telling.test(clause) ||
    /\b(?:add|create|insert|replace|rename|remove|delete)\b/i.test(rest)
  )
    return [];
  const hue = everythingOfColour(site, clause, looks);
  if (hue !== undefined) return [hue];
  const phrase = rest.replace(asking, '').replace(trailing, '').trim();
  if (wish.picked.length > 0 && phrase.split(/\s+/).length < 4)
    return [{ score: 0.96, attempt: () => restyle(site, wish.picked, looks, 'the picked element') }];
  if (everything.test(phrase)) return ofEverything({ rest, clause, message }, looks, wish, site);
  const ground = behindAll.test(clause)
    ? lookOfEverything({ ...wish, scope: { type: 'site' } }, site, clause, looks)
    : undefined;
  if (ground !== undefined) return [ground];
  const { target, found, several, behind } = lookTarget(phrase, looks, wish, site);
  const whole = target.tokens.length + target.literals.length === 0 && isSeveral(phrase, target, found);
  // "All headings" are the page's own and all others alike.
  const candidates = whole ? found.map((one) => ({ ...one, score: Math.min(1, one.score) })) : found;
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      // Everything of a kind at once is for the abilities that write rules for whole kinds.
      score:
        0.94 *
        Math.min(1, best.score) *
        (!looks.some(({ property }) => property === 'size') &&
        target.tokens.length + target.literals.length === 0 &&
        isSeveral(phrase, target, candidates)
          ? 0.7
          : 1),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall look so?`,
          none: `I find no ${target.said}.`,
          all: several || isSeveral(phrase, target, candidates),
          act: (things) =>
            restyle(
              site,
              partsMeant(site, withTwins(site, wish, things), phrase, behind),
              looksFor(phrase, clause, looks),
              target.said,
            ),
        }),
    },
  ];
};

const wholes =
  /\b(?:all|whole|entire|everything|texts?|type|print|letters|fonts?|pages?|(?:web)?sites?|body|back ?ground|documentation|docs)\b/i;

/** A look that is for a page or for the site as a whole. */
const ofEverything = (
  { rest, clause, message }: Readonly<Record<'rest' | 'clause' | 'message', string>>,
  looks: readonly Look[],
  wish: Wish,
  site: Site,
): Proposal[] => {
  // A bare "smaller" is of something said before, never of the whole page.
  if (/\b(?:it|them|these|those|they)\b/i.test(rest) || !wholes.test(clause)) return [];
  const size = looks.find(({ property }) => property === 'size');
  const page = wish.scope.type === 'page' ? pagesMeant(site, wish)[0] : undefined;
  const fonts = looks.every(({ property }) => property === 'font-family');
  if (page !== undefined && site.pages.length > 1 && size === undefined && !fonts)
    return [wholePage(site, page, looks)];
  if (size?.factor === undefined || looks.length > 1)
    return [lookOfEverything(wish, site, clause, looks, message) ?? []].flat();
  return [enlargeEverything(site, size.factor)];
};

/** What is said of the look that it shall not have, and what it is compared with. */
const besides =
  /(?<=\w) like (?:the |all |any |our )*(?:normal|usual|other|ordinary|regular)\b[^,.]*|\s+\b(?:hardly|barely|not|scarcely) (?:bigger|larger|smaller|bolder) than\b[^,.;]*|,?\s+\b(?:instead of|rather than|and not|no longer)\b[^,.]*|,\s+like\s.*$|\s+\bin (?:big|large|small|bold|capital) (?:letters|type|print)\b|\s+for (?:her|him|me|us|them)$/gi;

/** Between dashes, as here - this, that and so on - are only examples. */
const aside = /\s[-–—]\s[^-–—]{3,80}\s[-–—](?=\s)/g;

/** "The grey behind everything" is the page's own ground. */
const behindAll =
  /\b(?:behind|around|outside) (?:of )?(?:everything|it all|all (?:of it|else)|the (?:whole |entire )?(?:page|site))\b/i;

/** The look of one page among several: of what fills it, or of its body. */
const wholePage = (site: Site, page: Page, looks: readonly Look[]): Proposal => {
  const painted = looks.some(({ property }) => property === 'background-color');
  const filling = findAll(page.body, (element) => classesOf(element).some((name) => fills.test(name)))[0];
  const main = find(page.body, (element) => isHtml(element, 'main'));
  const element = painted ? (filling ?? page.body) : (main ?? page.body);
  return { score: 0.9, attempt: () => restyle(site, [{ page, element }], looks, page.path) };
};

const fills = /^(?:is-)?(?:fullheight|full-height|fullscreen|full-screen|min-h-screen|min-vh-100|vh-100|h-screen)$/;

const fontsOf = (site: Site): ReturnType<typeof loadedFonts> => {
  const sheets = new Set(site.pages.slice(0, 3).flatMap((page) => linkedSheets(site, page)));
  return loadedFonts(
    site,
    [...sheets].map((path) => readText(site.tree.get(path) ?? new Uint8Array())?.text ?? ''),
  );
};
