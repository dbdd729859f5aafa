import { childElements, descendants, isHtml, isInside, type Element } from '../html/elements.ts';
import { candidatesFor } from '../outline/resolve.ts';
import { signature } from '../outline/kinds-of.ts';
import { vocabularyOf } from '../outline/thing.ts';
import { isNavigation } from '../site/landmarks.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { kinOf, tokensOf } from '../understanding/tokens.ts';
import type { Asked } from './asked.ts';

const plain: Readonly<Record<string, readonly string[]>> = {
  image: ['img'],
  picture: ['img'],
  photo: ['img'],
  link: ['a'],
  heading: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  paragraph: ['p'],
  form: ['form'],
  table: ['table'],
  button: ['button'],
  video: ['video', 'iframe'],
  field: ['input', 'textarea', 'select'],
};

/** How many there are of something: pages, elements of a kind, or things in a row under a heading. */
export const countAnswer = ({ text, whole, pages, site, quotes }: Asked): string | undefined => {
  const what = /\b(?:how many|number of)\s+(?<what>.+?)[?.!]*$/i.exec(text)?.groups?.['what'] ?? '';
  const noun = /^(?:different |separate |html )?pages?\b/i.test(what);
  if (noun) {
    const { length } = site.pages;
    const paths = site.pages.slice(0, 20).map(({ path }) => path);
    return `There ${length === 1 ? 'is 1 page' : `are ${length} pages`}: ${paths.join(', ')}.`;
  }
  const words = what
    .replace(
      /\s+(?:do|does|are|is|have|has|can|did|were|was|there)\b.*?(?:\s+(?<place>(?:in|on|under|for|at)\s+.+))?$/i,
      ' $<place>',
    )
    .trim();
  const place = /\b(?:in|on|under|for|of)\s+(?:the |our |my |your )?(?<place>[\w\s&-]+)$/i.exec(
    whole.replace(/[?.!]+$/, ''),
  )?.groups?.['place'];
  const row = rowOf(pages, `${words} ${place === undefined || words.includes(place) ? '' : `in ${place}`}`, quotes);
  if (row !== undefined) return `There are ${row} ${words.replace(/^(?:the|our|my)\s+/i, '')}.`;
  const [kind = ''] = tokensOf(words);
  const tags = plain[kind];
  if (tags === undefined) return undefined;
  const count = pages.flatMap((page) =>
    [...descendants(page.body)].filter((element) => isHtml(element, ...tags)),
  ).length;
  return `There are ${count} ${words}.`;
};

/** How many stand in the row of like things that a phrase names best. */
const rowOf = (pages: Asked['pages'], phrase: string, quotes: readonly string[]): number | undefined => {
  const target = readTarget(phrase, quotes);
  const tokens = [...new Set([...target.tokens, ...tokensOf(target.name)])].filter(
    (token) => !/^(?:and|or|the|in|on|of|many)$/.test(token),
  );
  const known = tokens.filter((token) => pages.some((page) => kinOf(token, vocabularyOf(page)).length > 0));
  if (known.length === 0) return undefined;
  const ofPage = { accept: (element: Element): boolean => !isInside(element, isNavigation) };
  const row = {
    ...target,
    tokens: known,
    kinds: ['item', 'row'],
    position: undefined,
    all: true,
  } as const;
  const items = candidatesFor(pages, row, ofPage);
  const rows = [...Map.groupBy(items, ({ element }) => element.parentNode).entries()];
  const best = rows
    .filter(([, row]) => row.length > 1)
    .toSorted(
      ([, a], [, b]) =>
        Math.max(...b.map(({ score }) => score)) - Math.max(...a.map(({ score }) => score)) || b.length - a.length,
    )[0];
  const [first] = best?.[1] ?? [];
  const parent = best?.[0];
  if (first === undefined || parent === null || parent === undefined || !('tagName' in parent)) return undefined;
  return childElements(parent).filter((sibling: Element) => signature(sibling) === signature(first.element)).length;
};
