import type { FileTree } from '@pagewright/kernel/file-tree';
import { textRuns } from '../html/text-runs.ts';
import { pageLabel } from '../site/page-names.ts';
import { openSite, type Site } from '../site/site.ts';

export interface Asked {
  readonly question: string;
  readonly tree: FileTree;
  /** Elements that the person pointed at. */
  readonly picks?: readonly { readonly path: string; readonly text: string }[];
}

const MOST_QUOTES = 4;

/** Answers a question about a site from what its pages say, in their own words; says so when they do not say it. */
export const answerQuestion = ({ question, tree, picks = [] }: Asked): { readonly text: string } => {
  const site = openSite(tree);
  if (site.pages.length === 0) return { text: 'The site has no page that could be read.' };
  if (/\b(how many|which|what|list)\b[^.?]*\bpages\b/i.test(question)) return { text: pagesOf(site) };
  const words = wordsOf([question, ...picks.map(({ text }) => text)].join(' '));
  const quotes = site.pages
    .flatMap((page) => textRuns(page, page.body).map(({ text }) => ({ page, text, score: scoreOf(text, words) })))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const [best] = quotes;
  if (!best) return { text: 'The pages say nothing about that.' };
  const said = quotes.filter(({ score }) => score >= best.score / 2).slice(0, MOST_QUOTES);
  return { text: said.map(({ page, text }) => `The ${pageLabel(site, page)} says: “${clip(text)}”`).join('\n\n') };
};

const pagesOf = (site: Site): string => {
  const names = site.pages.map((page) => `${pageLabel(site, page)} (\`${page.path}\`)`);
  return site.pages.length === 1
    ? `There is one page: ${names[0]}.`
    : `There are ${names.length} pages: ${names.join(', ')}.`;
};

const SMALL = new Set(
  'a an and any are about at be can could did do does for from has have how i in is it its me my of on or our page pages please say says site tell that the their there these this to us was we what when where which who why will with you your'.split(
    ' ',
  ),
);

const wordsOf = (text: string): readonly string[] => [
  ...new Set((text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []).filter((word) => !SMALL.has(word)).map(stem)),
];

/** Plural and singular are one word here. */
const stem = (word: string): string => (word.length > 4 ? word.replace(/(ies|es|s)$/, '') : word);

/** How many of the words a text has, the shorter text before the longer. */
const scoreOf = (text: string, words: readonly string[]): number => {
  const own = new Set(wordsOf(text));
  const shared = words.filter((word) => own.has(word)).length;
  return shared === 0 ? 0 : shared + 1 / (1 + own.size);
};

const clip = (text: string): string => (text.length > 300 ? `${text.slice(0, 299)}…` : text);
