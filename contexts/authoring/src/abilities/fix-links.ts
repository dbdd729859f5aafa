import type { MagicString } from 'magic-string';
import { setAttribute } from '../html/attributes.ts';
import { attribute, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { baseOf, followLink, hrefTo, servedFile } from '../site/links.ts';
import { isPagePath, type Change, type Site } from '../site/site.ts';
import { similarity } from '../understanding/similarity.ts';
import { agreement } from '../understanding/tokens.ts';
import { already, type Ability, type Attempt } from './ability.ts';
import { listPaths } from '../intents/pages-in-scope.ts';

const asked =
  /^(?:please |can you |could you )*(?:fix|repair|correct|mend|clean up|sort out|find and fix|check and fix)\s+(?:all |every |any |each |the |my |our |of |those |these )*(?:internal )?(?:(?:broken|dead|wrong|missing) (?:internal )?links?|links? (?:that|which) (?:are|is|lead|leads|go|goes|do not|don['’]t) ?(?:broken|dead|nowhere|work|to nothing)*)/i;
const alike = 0.55;

/** Puts right the links within the site that lead nowhere: to the page or part with the nearest name, or the link goes and its words stay. */
export const fixLinks: Ability = {
  topics: ['links', 'broken', 'dead', 'fix'],

  examples: () => [],

  read: (wish, site) => {
    if (!asked.test(wish.sentence) && !asked.test(wish.said)) return [];
    const { scope } = wish;
    const pages = scope.type === 'page' ? site.pages.filter(({ path }) => path === scope.page.path) : site.pages;
    return [{ score: 0.98, attempt: () => fix(site, pages) }];
  },
};

interface Repair {
  readonly link: Element;
  readonly href: string;
  /** What it leads to now; undefined if the link goes. */
  readonly to: string | undefined;
}

const fix = (site: Site, pages: readonly Page[]): Attempt => {
  const told: string[] = [];
  const changes = pages.flatMap((page): Change[] => {
    const repairs = findAll(page.body, (element) => isHtml(element, 'a')).flatMap((link) => repairOf(site, page, link));
    if (repairs.length === 0) return [];
    for (const { link, href, to } of repairs)
      told.push(
        to === undefined
          ? `${page.path}: took the link to ${href} off "${textOf(link)}"; there is nothing like it.`
          : `${page.path}: "${textOf(link) || href}" leads to ${to} instead of ${href}.`,
      );
    const bytes = editPage(page, (source) => {
      for (const { link, to } of repairs) {
        if (to === undefined) unlink(source, link);
        else setAttribute(source, page, link, 'href', to);
      }
    });
    return [{ path: page.path, bytes, detail: `${page.path}: put ${repairs.length} links right` }];
  });
  if (changes.length === 0) return already('No link within the site leads nowhere.');
  const summary = `Put ${told.length === 1 ? 'one link' : `${told.length} links`} right, in ${listPaths(changes.map(({ path }) => path))}.`;
  return { type: 'done', changes, summary: [summary, ...told].join('\n') };
};

const repairOf = (site: Site, page: Page, link: Element): Repair[] => {
  const href = attribute(link, 'href');
  if (
    href === undefined ||
    /^#?!?$|^#top$/i.test(href.trim()) ||
    link.attrs.some(({ name }) => /^(?:data-(?:bs-)?(?:toggle|target)|on\w+|role)$/.test(name))
  )
    return [];
  const target = followLink(href, page.path, baseOf(page));
  if (target.type === 'elsewhere') return [];
  const path = target.type === 'fragment' ? page.path : servedFile(site.tree, target.path);
  if (path === undefined && target.type === 'file') {
    const near = nearest(target.path, [...site.tree.keys()].filter(isPagePath), bareName);
    return [{ link, href, to: near === undefined ? undefined : hrefTo(page, near) }];
  }
  const leadsTo = site.pages.find((one) => one.path === path);
  const { fragment } = target;
  if (leadsTo === undefined || fragment === '' || fragment.includes('/') || anchorsOf(leadsTo).includes(fragment))
    return [];
  const near = nearest(fragment, anchorsOf(leadsTo), (name) => name);
  const file = target.type === 'fragment' ? '' : href.replace(/#.*$/, '');
  return [{ link, href, to: near === undefined ? file || undefined : `${file}#${near}` }];
};

const bareName = (path: string): string =>
  (
    path
      .replace(/\/?(?:index)?\.html?$/i, '')
      .replace(/\/$/, '')
      .split('/')
      .at(-1) ?? ''
  ).replace(/[-_]+/g, ' ');

/** The name most alike, if it is alike enough and no other is as alike. */
const nearest = (wanted: string, names: readonly string[], bare: (name: string) => string): string | undefined => {
  const [first, second] = names
    .map((name) => ({
      name,
      score: Math.max(similarity(bare(wanted), bare(name)), agreement(bare(wanted), bare(name))),
    }))
    .toSorted((a, b) => b.score - a.score);
  return first !== undefined && first.score >= alike && first.score > (second?.score ?? 0) ? first.name : undefined;
};

const anchorsOf = (page: Page): string[] =>
  findAll(page.document, () => true).flatMap((element) => [
    ...(attribute(element, 'id') ?? '').split('\0').filter((id) => id !== ''),
    ...(isHtml(element, 'a') ? [attribute(element, 'name') ?? ''].filter((name) => name !== '') : []),
  ]);

const unlink = (source: MagicString, { sourceCodeLocation: place }: Element): void => {
  if (!place?.startTag) return;
  source.remove(place.startTag.startOffset, place.startTag.endOffset);
  if (place.endTag) source.remove(place.endTag.startOffset, place.endTag.endOffset);
};
