import { setAttribute } from '../html/attributes.ts';
import { attribute, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import { writeTitle } from '../html/head.ts';
import { cutElement } from '../html/insert.ts';
import { editPage, type Page } from '../html/page.ts';
import { setDescription } from '../intents/set-description.ts';
import { menuOf } from '../site/menu.ts';
import { linkedFile } from '../site/links.ts';
import { pageLabel, titleOf } from '../site/page-names.ts';
import { byCodeUnit, type Change, type Site } from '../site/site.ts';
import { sayingsOf } from '../understanding/assignments.ts';
import { pageCalled } from '../understanding/named-pages.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { done } from './edit-things.ts';

/** What concerns files as a whole: taking a page away, a map of the site for search engines, titles and languages. */
export const siteFiles: Ability = {
  topics: ['page', 'delete', 'sitemap', 'title', 'tab', 'language', 'search'],

  examples: () => [],

  read: (wish, site) => [
    ...sitemaps(wish, site),
    ...descriptions(wish, site),
    ...deletions(wish, site),
    ...titles(wish, site),
  ],
};

const sitemaps = (wish: Wish, site: Site): Proposal[] => {
  if (!/\bsite ?-?map(?:\.xml)?\b/i.test(wish.sentence) || /\b(?:remove|delete|drop)\b/i.test(wish.sentence)) return [];
  const spoken = wish.quotes.reduce((text, one) => `${text} ${one}`, wish.sentence);
  const address = /https?:\/\/[^\s"'<>,]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|example|dev|co\.uk|de|eu)\b/i
    .exec(spoken)?.[0]
    .replace(/[.,;]$/, '');
  return [{ score: 0.97, attempt: () => writeSitemap(site, address) }];
};

const writeSitemap = (site: Site, said: string | undefined): Attempt => {
  const stated =
    said ??
    site.pages
      .map(
        (page) =>
          findAll(page.head, (element) => isHtml(element, 'link') && attribute(element, 'rel') === 'canonical').map(
            (element) => attribute(element, 'href'),
          )[0],
      )
      .find((href) => href !== undefined);
  const origin =
    stated === undefined ? undefined : URL.parse(/^https?:/.test(stated) ? stated : `https://${stated}`)?.origin;
  if (origin === undefined)
    return {
      type: 'unclear',
      question: 'Which address does the site have? A site map needs whole addresses, such as https://example.org/.',
      choices: [],
      inWords: (answer) =>
        /[\w-]\.[a-z]{2,}/i.test(answer)
          ? writeSitemap(site, /(?:https?:\/\/)?[\w.-]+\.[a-z]{2,}/i.exec(answer)?.[0])
          : undefined,
    };
  const locations = site.pages
    .filter(({ path }) => !/(?:^|\/)404\.html?$/i.test(path))
    .map(({ path }) => `${origin}/${encodeURI(path.replace(/(^|\/)index\.html?$/i, '$1'))}`)
    .toSorted(byCodeUnit);
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...locations.map((one) => `  <url><loc>${one.replace(/&/g, '&amp;')}</loc></url>`),
    '</urlset>',
    '',
  ].join('\n');
  return done(
    [
      {
        path: 'sitemap.xml',
        bytes: new TextEncoder().encode(xml),
        detail: `Wrote sitemap.xml with ${locations.length} pages`,
      },
    ],
    `Wrote a site map of ${locations.length} pages`,
  );
};

const descriptions = (wish: Wish, site: Site): Proposal[] => {
  const [words, ...others] = wish.quotes.filter((_, at) => wish.clause.includes(String.fromCharCode(0xe000 + at)));
  if (
    words === undefined ||
    others.length > 0 ||
    !/\b(?:meta|search|google|seo)\b.*\bdescription\b|\bdescription\b.*\b(?:search|google|seo|meta)\b|\bmeta description\b|\bsearch-engine description\b/i.test(
      wish.sentence,
    )
  )
    return [];
  const done = setDescription.apply(site, { type: 'set-description', scope: wish.scope, description: words });
  return done.type === 'unclear' ? [] : [{ score: 0.97, attempt: () => done }];
};

const deletion =
  /^(?:please\s+)?(?:delete|remove|drop|get rid of|throw out|throw away|take down|scrap)\s+(?:the |our |my )?(?:whole |entire )?(?:page\s+)?(?:about |called |named )?(?<name>.+?)(?:\s+page)?(?:\s*,?\s+(?:completely|entirely|altogether|for good))?$/i;

const deletions = (wish: Wish, site: Site): Proposal[] => {
  for (const clause of plainClauses(wish.sentence)) {
    const bare = clause.replace(/,.*$/, '');
    const name = deletion.exec(bare)?.groups?.['name'];
    if (
      name === undefined ||
      !(/\bpage\b/i.test(bare) || /\.html?$/i.test(name)) ||
      /\b(?:from|on|of|in|off)\b(?! the (?:menu|site))/i.test(name.replace(/^page (?:about|on) /i, ''))
    )
      continue;
    const page = pageCalled(name.replace(/^(?:page )?(?:about|on|called|named) /i, ''), site) ?? pageCalled(name, site);
    const everyLink =
      /\band (?:also )?(?:(?:all|every|the|any) )+links?\b|\blinks? to it (?:everywhere|wherever)\b/i.test(wish.said);
    if (page !== undefined) return [{ score: 0.97, attempt: () => deletePage(site, page, everyLink) }];
  }
  return [];
};

const deletePage = (site: Site, page: Page, everyLink: boolean): Attempt => {
  if (page === site.home) return unable('This is the home page: without it the site would have no beginning.');
  const links: Change[] = site.pages
    .filter((other) => other !== page)
    .flatMap((other): Change[] => {
      const menu = menuOf(other);
      const linked = everyLink
        ? findAll(other.body, (element) => isHtml(element, 'a')).map(
            (link) => menu.find((entry) => entry.link === link) ?? { link, item: itemAround(link) },
          )
        : menu;
      const leading = linked.filter(
        ({ link }) =>
          linkedFile(site.tree, other, attribute(link, 'href') ?? '#') === page.path &&
          !(attribute(link, 'href') ?? '#').startsWith('#'),
      );
      if (leading.length === 0) return [];
      return [
        {
          path: other.path,
          bytes: editPage(other, (source) => leading.forEach(({ item }) => cutElement(source, other, item))),
          detail: `${other.path}: took the page out of the menu`,
        },
      ];
    });
  return done(
    [{ path: page.path, bytes: null, detail: `Deleted ${page.path}` }, ...links],
    `Deleted the page "${pageLabel(site, page)}"`,
  );
};

/** The list item that holds a link and nothing else, else the link. */
const itemAround = (link: Element): Element => {
  const parent = link.parentNode;
  return parent !== null && isHtml(parent, 'li') && textOf(parent) === textOf(link) ? parent : link;
};

const tabTitle =
  /^(?:the )?(?:(?:browser|tab|window|document|html|page|seo)[- ]?(?:tab )?titles?|title(?: tag)? of (?:the|this|my|our) (?:page|tab|browser|site|homepage)|title in the (?:tab|browser)(?: tab)?|tab|browser tab|browser title|tab title|title)$/i;

const titles = (wish: Wish, site: Site): Proposal[] => {
  const page =
    wish.scope.type === 'page'
      ? site.pages.find(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.home;
  if (page === undefined || wish.scope.type === 'site') return [];
  const whole = sayingsOf(wish.clause).find(({ target }) => tabTitle.test(target.trim()));
  if (
    whole === undefined ||
    (/^(?:the )?(?:page |site |homepage )?title$/i.test(whole.target.trim()) && !/[:⇒]/.test(wish.clause))
  )
    return [];
  const words = valueText(wish, whole.value);
  return [{ score: 0.96, attempt: () => retitle(page, words) }];
};

const retitle = (page: Page, words: string): Attempt => {
  if (titleOf(page) === words) return already(`The title of ${page.path} is already "${words}".`);
  const bytes = editPage(page, (source) => {
    writeTitle(source, page, words);
    for (const meta of findAll(page.head, isSocialTitle))
      if (attribute(meta, 'content') === titleOf(page)) setAttribute(source, page, meta, 'content', words);
  });
  return done(
    [{ path: page.path, bytes, detail: `${page.path}: the browser title is now "${words}"` }],
    `The browser title is now "${words}"`,
  );
};

const isSocialTitle = (element: Element): boolean =>
  isHtml(element, 'meta') &&
  /^(?:og|twitter):title$/i.test(attribute(element, 'property') ?? attribute(element, 'name') ?? '');
