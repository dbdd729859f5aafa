import { setAttribute } from '../html/attributes.ts';
import { ancestors, attribute, isHtml, isInside, type Element } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { findText, type TextHit } from '../site/find-text.ts';
import { hrefTo, servedFile } from '../site/links.ts';
import { pageLabel, pageNames, plain } from '../site/page-names.ts';
import type { Change, Site } from '../site/site.ts';
import { quoted } from '../understanding/quotes.ts';
import { valueText } from '../understanding/wish.ts';
import type { Capability, SetLink } from './intent.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';
import { choosePlace } from './text-places.ts';

const thing = '(?:menu item|menu link|nav link|button|link|text|words?)';
const text = `(?:the |my |our )?(?:${thing} )?(?<text>${quoted})(?: ${thing})?`;
const patterns = [
  new RegExp(
    `^(?:make|let|have)\\s+${text}\\s+(?:link|point|lead|go|jump|take (?:people|visitors|you))\\s+to\\s+(?<target>.+)$`,
    'i',
  ),
  new RegExp(`^(?:link|point|send|connect)\\s+${text}\\s+(?:to|at)\\s+(?<target>.+)$`, 'i'),
  new RegExp(
    `^(?:change|set|update)\\s+(?:the\\s+)?(?:link|url|address|href|target|destination)(?: (?:target|address|url))?\\s+(?:of|for|on|behind)\\s+${text}\\s+to\\s+(?<target>.+)$`,
    'i',
  ),
];

export const setLink: Capability<SetLink> = {
  topics: ['link', 'links', 'url', 'address', 'href', 'points', 'leads', 'target'],

  examples: () => [],

  recognise: (wish) => {
    // The plain text, not the one without its pages: "link to the about page" names a target by its page.
    const groups = patterns.map((pattern) => pattern.exec(wish.text)?.groups).find((found) => found !== undefined);
    if (groups === undefined) return [];
    const intent = {
      type: 'set-link',
      scope: { type: 'unsaid' },
      text: valueText(wish, groups['text'] ?? ''),
      target: valueText(wish, groups['target'] ?? ''),
      where: { type: 'ask' },
    } as const;
    return [{ intent, score: 0.97 }];
  },

  apply: (site, intent) => {
    const pages = pagesInScope(site, intent.scope, 'all');
    if (pages.length === 0) return noPage(site, intent.scope);
    if (hrefFor(site, pages[0], intent.target) === undefined)
      return {
        type: 'unable',
        reason: `"${intent.target}" is neither a web address nor a page of this site. The pages are: ${pages
          .slice(0, 8)
          .map((page) => pageLabel(site, page))
          .join(', ')}.`,
      };
    const found = findText(pages, intent.text, (hit) => linkAt(hit) !== undefined);
    if (found.length === 0) return { type: 'unable', reason: `I can't find a link that says "${intent.text}".` };
    const chosen = choosePlace(site, found, {
      where: intent.where,
      question: `There are ${found.length} links that say "${intent.text}". Which one shall lead to ${intent.target}?`,
      choose: (where) => ({ ...intent, where }),
    });
    if (chosen.type === 'unclear') return chosen;
    const changes = pages.flatMap((page) =>
      relink(
        site,
        page,
        chosen.hits.filter((hit) => hit.page === page),
        intent,
      ),
    );
    if (changes.length === 0)
      return { type: 'unable', reason: `"${intent.text}" leads to ${intent.target} already.`, already: true };
    return {
      type: 'done',
      changes,
      summary: `"${intent.text}" now leads to ${intent.target} in ${listPaths(changes.map(({ path }) => path))}.`,
    };
  },
};

const linkAt = ({ run, start, end }: TextHit): Element | undefined => {
  const inner = run.inlines.find(
    (span) => isHtml(span.element, 'a') && span.start <= start && span.end >= end,
  )?.element;
  if (inner !== undefined) return inner;
  return isInside(run.block, (element) => isHtml(element, 'a'))
    ? [...ancestors(run.block)].find((element) => isHtml(element, 'a'))
    : undefined;
};

const relink = (site: Site, page: Page, hits: readonly TextHit[], { text, target }: SetLink): Change[] => {
  const href = hrefFor(site, page, target) ?? '';
  const links = [...new Set(hits.flatMap((hit) => linkAt(hit) ?? []))].filter(
    (link) => attribute(link, 'href') !== href,
  );
  if (links.length === 0) return [];
  const bytes = editPage(page, (source) => {
    for (const link of links) setAttribute(source, page, link, 'href', href);
  });
  return [{ path: page.path, bytes, detail: `Changed in ${page.path}: "${text}" now leads to ${href}` }];
};

/** The reference for a target as people name it: an address, an e-mail address, a page's name or path. */
const hrefFor = (site: Site, page: Page | undefined, target: string): string | undefined => {
  const said = target.trim();
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(said) || /^#[\w-]+$/.test(said)) return said;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(said)) return `mailto:${said}`;
  const name = plain(said).replace(/^(?:the|my|our)\s+/, '');
  const named = /^(?:home ?page|home|front page|start page)$/.test(name)
    ? site.home
    : (pageNames(site).get(name) ?? pageNames(site).get(name.replace(/\s+page$/, '')));
  const path = named?.path ?? servedFile(site.tree, said.replace(/^\.?\//, ''));
  if (path !== undefined && page !== undefined) return hrefTo(page, path);
  return /^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/\S*)?$/i.test(said) &&
    !/\.(?:html?|css|js|png|jpe?g|pdf)$/i.test(said)
    ? `https://${said}`
    : undefined;
};
