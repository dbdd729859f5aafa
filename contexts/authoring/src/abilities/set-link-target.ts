import { setAttribute } from '../html/attributes.ts';
import { attribute, ancestors, descendants, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { hrefTo } from '../site/links.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const address =
  '(?:https?:\\/\\/|mailto:|tel:|#)\\S+|[\\w.-]+\\.(?:html?|com|org|net|io|example|dev|de|co\\.uk)(?:\\/\\S*)?|[^\\s@]+@[^\\s@]+\\.[a-z]{2,}|[\\uE000-\\uEFFF]|(?:the|our|my) .+? (?:page|overview|section)|(?:the )?(?:home ?page|start page|front page)';
const leads =
  '(?:link|lead|go|goes|point|points|leads|links|open|opens|jump|take (?:people|visitors|you|me)|send (?:people|visitors))';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:let|make|have|point|link|direct|change|set|update)?\\s*(?<what>.+?)\\s+(?:should|must|shall|ought to|has to|needs to|to)?\\s*(?:now\\s+)?${leads}\\s+(?:now\\s+)?(?:straight\\s+)?(?:to|at|it to)?\\s*(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(`^(?:point|link|direct)\\s+(?<what>.+?)\\s+(?:to|at)\\s+(?<address>${address})(?<rest>.*)$`, 'i'),
  new RegExp(
    `^(?<what>.+?)\\s*[,:]\\s*(?:let it|it should|make it|it must|it shall)?\\s*(?:${leads})\\s+(?:to|at)?\\s*(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^(?:change|set|update|correct|fix)?\\s*(?:the )?(?:link|url|address|href|target|destination)\\s+(?:of|for|on|behind|in)\\s+(?<what>.+?)\\s+(?:to|is|should be|must be|is now)\\s+(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^(?:change|set|update|correct)?\\s*(?<what>.+?)\\s+(?:is dead|is wrong|is broken)?,?\\s*(?:⇒|is|should (?:just )?be|it should (?:just )?be|must be|to|:|is now)\\s+(?<address>https?:\\/\\/\\S+|mailto:\\S+)(?<rest>.*)$`,
    'i',
  ),
];
const newTab =
  /^(?:can you |let |make |have |please |let's )*(?<what>.+?)\s+(?:should |must |shall |to )?(?:be )?open(?:s|ed)?\s+(?:up )?in (?:a |its own |another )?(?:new |separate |other )?(?:tab|window)s?$/i;

/** Says where a link leads, and whether it opens in a new tab. */
export const setLinkTarget: Ability = {
  topics: ['link', 'url', 'address', 'leads', 'points', 'opens', 'tab'],

  examples: () => [],

  read: (wish, site) =>
    plainClauses(wish.sentence).flatMap((clause) => [...tabs(clause, wish, site), ...leadsTo(clause, wish, site)]),
};

const tabs = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const what = newTab.exec(clause)?.groups?.['what'];
  return what === undefined ? [] : relink(what, wish, site, { newTab: true });
};

const leadsTo = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of forms) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const { what = '', address: said = '', rest = '' } = groups;
    const found = relink(what, wish, site, {
      to: valueText(wish, said).replace(/[,;.!)]+$/, ''),
      newTab: /new (?:tab|window)/i.test(rest),
    });
    if (found.length > 0) return found;
  }
  return [];
};

interface Aim {
  readonly to?: string;
  readonly newTab?: boolean;
}

const relink = (what: string, wish: Wish, site: Site, aim: Aim): Proposal[] => {
  const target = readTarget(what, wish.quotes);
  const meant = {
    ...target,
    kinds: target.kinds.filter(
      (kind) => kind === 'button' || kind === 'entry' || kind === 'icon' || kind === 'brand' || kind === 'image',
    ),
  };
  if (meant.tokens.length + meant.literals.length + meant.kinds.length === 0 && wish.picked.length === 0) return [];
  const linked = (element: Element): boolean => linkOf(element) !== undefined;
  const pagesMeant =
    aim.to !== undefined && wish.scope.type === 'page' && hrefFor(site, wish.scope.page, aim.to) === undefined
      ? { ...wish, scope: { type: 'unsaid' } as const }
      : wish;
  const candidates =
    wish.picked.length > 0
      ? wish.picked.map((thing) => ({ ...thing, score: 1 }))
      : searchSite(site, pagesMeant, meant, { accept: linked });
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: 0.95 * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which link is meant?`,
          none: `I find no ${target.said}.`,
          all: target.all || wish.scope.type === 'site',
          act: (things) => {
            const { to } = aim;
            if (to !== undefined && hrefFor(site, best.page, to) === undefined)
              return unable(`"${to}" is neither a web address nor a page of this site.`);
            return editThings(
              site,
              withTwins(site, wish, things),
              `${target.said} now ${to === undefined ? 'opens in a new tab' : `leads to ${to}`}`,
              (source, page, element) => {
                const link = linkOf(element);
                if (link === undefined) return;
                if (aim.newTab) {
                  setAttribute(source, page, link, 'target', '_blank');
                  if (attribute(link, 'rel') === undefined) setAttribute(source, page, link, 'rel', 'noopener');
                }
                if (to !== undefined) setAttribute(source, page, link, 'href', hrefFor(site, page, to) ?? to);
              },
            );
          },
        }),
    },
  ];
};

const linkOf = (element: Element): Element | undefined => {
  if (isHtml(element, 'a')) return element;
  const around = [...ancestors(element)].find((outer) => isHtml(outer, 'a'));
  if (around !== undefined) return around;
  const inside = [...descendants(element)].filter((inner) => isHtml(inner, 'a'));
  return inside.length === 1 ? inside[0] : undefined;
};

const hrefFor = (site: Site, page: Page, said: string): string | undefined => {
  if (/^(?:https?:\/\/|mailto:|tel:|#)\S+$/i.test(said)) return said;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(said)) return `mailto:${said}`;
  const name = said.replace(/^(?:the|our|my)\s+/i, '').replace(/\s+page$/i, '');
  const named = /^(?:home ?page|home|front|start)$/i.test(name)
    ? site.home
    : (pageCalled(said, site) ?? pageCalled(name, site));
  if (named !== undefined) return hrefTo(page, named.path);
  return /^[\w-]+(?:\.[\w-]+)+(?:\/\S*)?$/.test(said) && !/\.html?$/i.test(said) ? `https://${said}` : undefined;
};
