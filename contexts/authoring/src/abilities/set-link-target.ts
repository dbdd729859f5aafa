import { setAttribute } from '../html/attributes.ts';
import { attribute, ancestors, descendants, isHtml, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { blockOf } from '../outline/blocks.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import { hrefTo } from '../site/links.ts';
import type { Site } from '../site/site.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { clausesOf } from './clauses-of.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

const web =
  '(?:https?:\\/\\/|mailto:|tel:)[^\\s)]+|[^\\s@]+@[^\\s@]+\\.[a-z]{2,}|[\\w.-]+\\.(?:com|org|net|io|example|dev|de|co\\.uk)(?:\\/\\S*)?';
const address = `(?:${web}|#[\\w-]+|[\\w./-]+\\.html?(?:#[\\w-]+)?|[\\uE000-\\uEFFF]|(?:the|our|my) [^,.;]+? (?:page|overview|section|form|part|guide|chapter|heading|area)|(?:the )?(?:home ?page|start page|front page))`;
const leads =
  '(?:links?|leads?|go|goes|points?|opens?|jumps?|takes? (?:people|visitors|you|me|users)|sends? (?:people|visitors|users)|brings? (?:people|visitors|users|you))';
const modal =
  '(?:should|must|shall|ought to|has to|have to|needs to|is to|can|to|now|just|let it|make it|it|instead|rather|please)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?:point|link|direct|connect)\\s+(?<what>.+?)\\s+(?:to|at|with)\\s+(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^(?:(?:let|make|have|change|set|update)\\s+)?(?<what>.+?)[\\s,:]+(?:${modal}\\s+)*${leads}\\s+(?:now\\s+|straight\\s+|directly\\s+|down\\s+|over\\s+|up\\s+)*(?:it\\s+)?(?:to|at|on)?\\s*(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^(?:change|set|update|correct|fix)?\\s*(?:the )?(?:link|url|address|href|target|destination)\\s+(?:of|for|on|behind|in)\\s+(?<what>.+?)\\s+(?:to|is|should be|must be|is now)\\s+(?<address>${address})(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^(?:change|set|update|correct)?\\s*(?<what>.+?)\\s+(?:(?:is|goes) (?:dead|wrong|broken|nowhere|outdated)\\s*)?,?\\s*(?:${modal}\\s+)*(?:⇒|is|be|uses?|loads?|downloads?|gets?|to|:|is now)\\s+(?:[\\w]+:\\s+)?(?<address>${web})(?<rest>.*)$`,
    'i',
  ),
];
/** "This should say Studio and link to …" */
const withLabel =
  /^(?<what>.+?)\s+(?:should|must|shall|has to)\s+(?:say|read|be called|be)\s+(?<label>[^,;]{1,60}?)\s+and(?:\s+(?:should|must|it))*$/i;
const newTab =
  /^(?:can you |let |make |have |please |let's )*(?<what>.+?)\s+(?:should |must |shall |to )?(?:be )?open(?:s|ed)?\s+(?:up )?in (?:a |its own |another )?(?:new |separate |other )?(?:tab|window)s?$/i;

/** Says where a link leads, and whether it opens in a new tab. */
export const setLinkTarget: Ability = {
  topics: ['link', 'url', 'address', 'leads', 'points', 'opens', 'tab'],

  examples: () => [],

  read: (wish, site) =>
    clausesOf(wish).flatMap((clause) => [...tabs(clause, wish, site), ...leadsTo(clause, wish, site)]),
};

const tabs = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const what = newTab.exec(clause)?.groups?.['what'];
  return what === undefined ? [] : relink(what, wish, site, { newTab: true });
};

/** A deed in the world, which a page does not do. */
const errand = /^(?:send|mail|e-?mail|forward|write)\s+(?:an?|the|this|my|our|him|her|them|me|us)\s/i;

const leadsTo = (clause: string, wish: Wish, site: Site): Proposal[] => {
  if (errand.test(clause)) return [];
  if (/\b(?:add|insert|create|new (?:link|entry|item|menu))\b/i.test(clause)) return [];
  for (const form of forms) {
    const groups = form.exec(clause.replace(instead, ''))?.groups;
    if (groups === undefined) continue;
    const { what = '', address: said = '', rest = '' } = groups;
    if (/[.;!?]\s/.test(what) || what.length > 110) continue;
    const labelled = withLabel.exec(what)?.groups;
    const found = relink(bareName(labelled?.['what'] ?? what), wish, site, {
      to: valueText(wish, said).replace(/[,;.!)]+$/, ''),
      newTab: /new (?:tab|window)/i.test(rest),
      ...(labelled === undefined ? {} : { label: valueText(wish, labelled['label'] ?? '') }),
    });
    if (found.length > 0) return found;
  }
  return [];
};

/** Where it shall no longer lead. */
const instead = /,?\s+(?:instead of|rather than|(?:and|but) (?:no longer|not)|, not|when)\b.*$/i;

const bareName = (what: string): string =>
  what
    .replace(
      /^(?:clicking(?: on)?|a click on|(?:the )?links? (?:on|behind|of|under) (?=the|our|my|[\uE000-\uEFFF]))\s*/i,
      '',
    )
    .replace(/[,:]\s*(?:that|this|it|which|let|it is)\b.*$/i, '')
    .replace(/\s+(?:when|if) (?:clicked|somebody clicks it|you click it)$/i, '');

interface Aim {
  /** What the link shall say, too. */
  readonly label?: string;
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
                if (aim.label !== undefined) rewriteElement(source, page, link, aim.label);
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
  const name = said.replace(/^(?:the|our|my)\s+/i, '').replace(/\s+(?:page|overview|guide)$/i, '');
  const named = /^(?:home ?page|home|front|start)$/i.test(name)
    ? site.home
    : (pageCalled(said, site) ?? pageCalled(name, site));
  if (named !== undefined && !/\b(?:section|form|part|chapter|heading|area)$/i.test(said))
    return hrefTo(page, named.path);
  if (/^[\w-]+(?:\.[\w-]+)+(?:\/\S*)?$/.test(said) && !/\.html?$/i.test(said)) return `https://${said}`;
  return anchorFor(page, said) ?? (named === undefined ? undefined : hrefTo(page, named.path));
};

/** The part of the page that is called so, if it has an id to be reached by. */
const anchorFor = (page: Page, said: string): string | undefined => {
  const [found, ...others] = bestOf(candidatesFor([page], readTarget(said, [])));
  if (found === undefined || others.length > 0) return undefined;
  const { elements } = blockOf(found.element);
  const id = [found.element, ...elements, ...ancestors(found.element)]
    .filter((one) => isHtml(one, 'section', 'form', 'article', 'div', 'h1', 'h2', 'h3', 'h4'))
    .toSorted((a, b) => Number(isHtml(b, 'section', 'article')) - Number(isHtml(a, 'section', 'article')))
    .map((one) => attribute(one, 'id'))
    .find((one) => one !== undefined);
  return id === undefined ? undefined : `#${id}`;
};
