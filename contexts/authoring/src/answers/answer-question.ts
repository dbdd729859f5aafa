import type { FileTree } from '@pagewright/kernel/file-tree';
import { pickedThings, type Pick } from '../agent/picked.ts';
import { openSite } from '../site/site.ts';
import { readScope } from '../understanding/scope.ts';
import { takeQuotes } from '../understanding/quotes.ts';
import { factAnswer } from './facts.ts';
import { passageAnswer } from './passages.ts';

export interface Question {
  readonly question: string;
  readonly tree: FileTree;
  readonly picks?: readonly Pick[];
}

/**
 * Answers a question about a site from its pages and changes nothing: how many there are of something, which fonts and
 * colours, what is missing or broken, where something leads, what the pages say. Says so if the pages do not say.
 */
export const answerQuestion = ({ question, tree, picks = [] }: Question): { readonly text: string } => {
  const site = openSite(tree);
  if (site.home === undefined) return { text: 'This site has no page that I could read.' };
  const { text, quotes } = takeQuotes(question.toWellFormed().replace(/\s+/g, ' ').trim());
  const { scope, rest } = readScope(text, site);
  if (scope.type === 'unknown')
    return {
      text: `There is no page called "${scope.name}". The pages are: ${site.pages
        .map(({ path }) => path)
        .slice(0, 20)
        .join(', ')}.`,
    };
  const pages = scope.type === 'page' ? site.pages.filter(({ path }) => path === scope.page.path) : site.pages;
  const asked = {
    text: rest === '' ? text : rest,
    whole: text,
    quotes,
    pages,
    site,
    picked: pickedThings(picks, site),
  };
  return { text: factAnswer(asked) ?? passageAnswer(asked) ?? 'The pages say nothing about that.' };
};
