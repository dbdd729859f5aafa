import { descendants, isHtml, type Element } from '../html/elements.ts';
import { editPage } from '../html/page.ts';
import { rowsCalled, type Row } from '../outline/rows.ts';
import { readEntry, type NewEntry } from '../understanding/read-entry.ts';
import { unable, type Ability, type Attempt } from './ability.ts';
import { done } from './edit-things.ts';
import { entryCopy } from './entry-copy.ts';
import { pagesMeant } from './pages-searched.ts';

/** Adds one more of what comes in a row by its noun: a dish, a speaker, a question, a member of the team. */
export const addEntry: Ability = {
  topics: ['add', 'new', 'member', 'team', 'dish', 'question', 'testimonial', 'event'],

  examples: () => [],

  read: (wish, site) => {
    const entry = readEntry(wish.clause, wish);
    if (entry === undefined || wish.picked.length > 0) return [];
    const rows = rowsCalled(pagesMeant(site, wish), entry.row);
    const [best] = rows;
    if (best === undefined) return [];
    const same = rows.filter(({ score }) => score > best.score - 0.02);
    return [
      {
        score: 0.94 * Math.min(1, 0.35 + best.score),
        attempt: () => (same.length === 1 ? add(best, entry) : ask(same, entry)),
      },
    ];
  },
};

const ask = (rows: readonly Row[], entry: NewEntry): Attempt => ({
  type: 'unclear',
  question: `Where shall "${entry.name}" go?`,
  choices: rows.slice(0, 6).map((row) => ({
    label: `After "${firstWords(row.items.at(-1))}" in ${row.page.path}`,
    take: () => add(row, entry),
  })),
});

const firstWords = (item: Element | undefined): string => {
  const heading = item === undefined ? undefined : [...descendants(item)].find((one) => /^h[1-6]$/.test(one.tagName));
  return textOfThing(heading ?? item).slice(0, 40);
};

const textOfThing = (element: Element | undefined): string =>
  element === undefined
    ? ''
    : element.childNodes
        .map((child) => ('value' in child ? child.value : ''))
        .join('')
        .trim();

const add = ({ page, items }: Row, entry: NewEntry): Attempt => {
  const last = items.at(-1);
  const place = last?.sourceCodeLocation;
  if (last === undefined || !place) return unable('I find no place for it.');
  const copy = entryCopy(page, last, entry);
  if ('lacks' in copy) return unable(copy.lacks);
  const gap = /\s*$/.exec(page.text.slice(0, place.startOffset))?.[0] ?? '';
  const bytes = editPage(page, (source) => {
    source.appendLeft(
      place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length,
      `${gap}${copy.markup}`,
    );
  });
  const borrowed = [...descendants(last)].some((one) => isHtml(one, 'img'));
  return done(
    [{ path: page.path, bytes, detail: `${page.path}: added "${entry.name}"` }],
    `Added "${entry.name}"${borrowed ? ' (with the picture of its neighbour until you give it one)' : ''}`,
  );
};
