import { isForPage } from '../understanding/for-page.ts';
import { attribute, childElements, isHtml, type Element } from '../html/elements.ts';
import { setAttribute } from '../html/attributes.ts';
import { insertIntoHead } from '../html/head.ts';
import { editPage, escapeAttribute, titleElement, type Page } from '../html/page.ts';
import type { Change } from '../site/site.ts';
import { assignmentsOf, isQuoted, targetPhrase, valueText, type Wish } from '../understanding/wish.ts';
import { newWordsIn } from '../understanding/new-words.ts';
import { toldSentences } from '../understanding/told-sentences.ts';
import type { Capability, Reading, SetDescription } from './intent.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';

const named =
  '(?:(?:meta|page|seo|search(?: engine| result)?|google|site|website|short|html|new) )*(?:meta )?description(?: (?:tag|meta tag))?';
const spoken =
  /\bmeta[ -]?description\b|\bdescription for (?:the )?(?:search engines?|google)\b|\bsearch[- ]engine description\b|\bmeta tag description\b/i;
const target = new RegExp(`^(?:${named}|meta tag description)$`);
const addition = new RegExp(
  `^(?:add|insert|write|include|create)\\s+(?:a|an|the|this|my)?\\s*${named}\\s*(?:[:=]|of|saying|that says|which says|with(?: the)?(?: text)?|reading)?\\s+(?<value>.+)$`,
  'i',
);

/** A description that is a sentence keeps its full stop. */
const sentenceText = (wish: Wish, value: string): string => {
  const words = valueText(wish, value);
  return !isQuoted(value) && /\.\s*$/.test(value) && words.split(' ').length > 4 && !words.endsWith('.')
    ? `${words}.`
    : words;
};

export const setDescription: Capability<SetDescription> = {
  topics: ['description', 'meta', 'seo', 'google', 'search', 'engines', 'summary'],

  examples: (site) => (site.home ? ['Set the meta description to "A short summary for search engines"'] : []),

  recognise: (wish) => {
    const read = (value: string, score: number): Reading<SetDescription> => ({
      intent: { type: 'set-description', scope: wish.scope, description: sentenceText(wish, value) },
      score,
    });
    const told = toldSentences(wish).flatMap((text) =>
      spoken.test(text) && !/\b(?:field|product|project)\b/i.test(text) ? newWordsIn(text) : [],
    );
    const added = addition.exec(wish.rest)?.groups?.['value'];
    return [
      ...told.slice(0, 1).map(({ value }) => read(value, 0.91)),
      ...(added === undefined || !isForPage(added) ? [] : [read(added, 0.9)]),
      ...assignmentsOf(wish)
        .filter(
          (one) => isForPage(one.value) && target.test(targetPhrase(one.target)) && (!one.loose || isQuoted(one.value)),
        )
        .map(({ value }) => read(value, 0.95)),
    ];
  },

  apply: (site, { scope, description }) => {
    const pages = pagesInScope(site, scope, 'home');
    if (pages.length === 0) return noPage(site, scope);
    const changes = pages.flatMap((page) => describe(page, description));
    const paths = listPaths((changes.length > 0 ? changes : pages).map(({ path }) => path));
    if (changes.length === 0)
      return { type: 'unable', reason: `The meta description of ${paths} is already "${description}".`, already: true };
    return { type: 'done', changes, summary: `The meta description of ${paths} is now "${description}".` };
  },
};

const describe = (page: Page, description: string): Change[] => {
  const meta = childElements(page.head).find((element) => isDescription(element));
  const old = meta && attribute(meta, 'content');
  if (old === description) return [];
  const bytes = editPage(page, (source) => {
    if (meta !== undefined) return setAttribute(source, page, meta, 'content', description);
    const close = /<meta\s[^<>]*\/>/i.test(page.text) ? ' />' : '>';
    const markup = `<meta name="description" content="${escapeAttribute(page, description)}"${close}`;
    return insertIntoHead(source, page, markup, titleElement(page));
  });
  const detail = old
    ? `Changed in ${page.path}: the meta description from "${old}" to "${description}"`
    : `Added to ${page.path}: the meta description "${description}"`;
  return [{ path: page.path, bytes, detail }];
};

const isDescription = (element: Element): boolean =>
  isHtml(element, 'meta') && (attribute(element, 'name') ?? '').toLowerCase() === 'description';
