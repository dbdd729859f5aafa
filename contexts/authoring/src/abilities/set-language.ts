import { setAttribute } from '../html/attributes.ts';
import { attribute, isHtml, type Element } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import type { Change } from '../site/site.ts';
import { pageMentions } from '../understanding/named-pages.ts';
import type { Wish } from '../understanding/wish.ts';
import { already, type Ability } from './ability.ts';
import { done } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';

const codes: Readonly<Record<string, string>> = {
  english: 'en',
  british: 'en-GB',
  american: 'en-US',
  german: 'de',
  french: 'fr',
  spanish: 'es',
  italian: 'it',
  portuguese: 'pt',
  dutch: 'nl',
  polish: 'pl',
  swedish: 'sv',
  danish: 'da',
  norwegian: 'no',
  finnish: 'fi',
  czech: 'cs',
  greek: 'el',
  turkish: 'tr',
  russian: 'ru',
  ukrainian: 'uk',
  japanese: 'ja',
  chinese: 'zh',
};
const speaks = /\blang(?:uage)?\b|\b(?:mark|declare|label|tag)(?:ed|s)?\b.*\b(?:as|in|to be)\b|\bscreen ?readers?\b/i;
const beyond =
  /\btranslat|\bswitch(?:er)? between|\bsecond language|\bversion\b|\blanguage (?:switch|menu|selector|button)/i;
const named = new RegExp(
  `\\b(?:in|to|is|as|being)\\s+(?:be )?(?:in )?(?<name>${Object.keys(codes).join('|')})\\b`,
  'gi',
);

/** Says in which language pages are written, for screen readers and search engines. */
export const setLanguage: Ability = {
  topics: ['language', 'english', 'german'],

  examples: () => [],

  read: (wish, site) => {
    const said = `${wish.story} ${wish.sentence}`;
    if (!speaks.test(said) || beyond.test(said)) return [];
    const [mentioned, ...others] = wish.scope.type === 'unsaid' ? pageMentions(wish.sentence, site) : [];
    const pages = mentioned !== undefined && others.length === 0 ? [mentioned.page] : pagesMeant(site, wish);
    const now = new Set(pages.map((page) => attribute(rootOf(page) ?? page.body, 'lang')));
    const code = codeIn(wish, now);
    return code === undefined ? [] : [{ score: 0.93, attempt: () => declare(pages, code) }];
  },
};

const codeIn = (wish: Wish, now: ReadonlySet<string | undefined>): string | undefined => {
  const spoken = [...wish.sentence.matchAll(named)].at(-1)?.groups?.['name']?.toLowerCase();
  const written = [wish.sentence, ...wish.quotes].flatMap(
    (text) => text.match(/(?<![\w.-])[a-z]{2}-[A-Z]{2}(?![\w-])/g) ?? [],
  );
  const short = /\blang(?:uage)?\b/i.test(wish.sentence)
    ? [
        ...wish.quotes.filter((one) => /^[a-z]{2}$/.test(one)),
        ...(/\b(?:to|is|be|:|=)\s+([a-z]{2})\b(?=[^a-z]*$)/.exec(wish.sentence.trim())?.slice(1) ?? []),
      ]
    : [];
  const said = [...written, ...short];
  return said.find((code) => !now.has(code)) ?? (spoken === undefined ? undefined : codes[spoken]) ?? said[0];
};

const rootOf = (page: Page): Element | undefined => {
  const root = page.head.parentNode;
  return root !== null && isHtml(root) ? root : undefined;
};

const declare = (pages: readonly Page[], code: string): ReturnType<typeof done> => {
  const changes = pages.flatMap((page): Change[] => {
    const root = rootOf(page);
    if (root === undefined || attribute(root, 'lang') === code) return [];
    return [
      {
        path: page.path,
        bytes: editPage(page, (source) => setAttribute(source, page, root, 'lang', code)),
        detail: `${page.path}: the language is ${code}`,
      },
    ];
  });
  return changes.length === 0
    ? already(`The pages say "${code}" already.`)
    : done(changes, `The language of the pages is now ${code}`);
};
