import { isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { isRepeated } from '../outline/kinds-of.ts';
import { thingsOf } from '../outline/thing.ts';
import {
  closedPattern,
  daysIn,
  hoursLike,
  hoursPattern,
  hoursTold,
  type ToldHours,
} from '../understanding/opening-hours.ts';
import { spokenText } from '../understanding/quotes.ts';
import { already, unable, type Ability, type Attempt } from './ability.ts';
import { done } from './edit-things.ts';
import type { HoursLine } from './hours-line.ts';
import { lineForDay } from './hours-of-a-day.ts';
import { pagesMeant } from './pages-searched.ts';

/** Other opening hours of a day, in the line that tells those of that day. */
export const setHours: Ability = {
  topics: ['hours', 'open', 'closed', 'opening'],

  examples: (site) => (linesOf(site.pages).length === 0 ? [] : ['We are closed on Mondays']),

  read: (wish, site) => {
    const told = hoursTold(spokenText(wish.clause, wish.quotes));
    const lines = told === undefined || wish.picked.length > 0 ? [] : linesOf(pagesMeant(site, wish));
    return told === undefined || lines.length === 0 ? [] : [{ score: 0.95, attempt: () => change(told, lines) }];
  },
};

const longest = 90;

const linesOf = (pages: readonly Page[]): readonly HoursLine[] =>
  pages.flatMap((page) =>
    thingsOf(page)
      .filter(({ element }) => isLine(element))
      .flatMap(({ element }): HoursLine[] => {
        const runs = textRuns(page, element);
        const said = runs.map(({ text }) => text).join(' ');
        const values = runs.flatMap((run) =>
          [...run.text.matchAll(hoursPattern), ...run.text.matchAll(closedPattern)].map(
            ({ index, 0: hours }): { value: RunRange; hours: string } => ({
              value: { run, start: index, end: index + hours.length },
              hours,
            }),
          ),
        );
        const [one] = values;
        const days = daysIn(said);
        return one === undefined || values.length > 1 || days.size === 0 ? [] : [{ page, element, days, said, ...one }];
      }),
  );

const isLine = (element: Element): boolean =>
  textOf(element).length < longest &&
  (isHtml(element, 'tr', 'li', 'p') || (isHtml(element, 'div') && isRepeated(element))) &&
  !isInside(element, (outer) => isHtml(outer, 'tr', 'li') && textOf(outer).length < longest);

const change = ({ days, hours }: ToldHours, lines: readonly HoursLine[]): Attempt => {
  const meant = lines.filter((line) => equal(line.days, days));
  const among = lines.find((line) => [...days].some((day) => line.days.has(day)));
  const fresh = meant.length === 0 && among === undefined ? lineForDay({ days, hours }, lines) : undefined;
  if (fresh !== undefined) return fresh;
  if (meant.length === 0)
    return unable(
      among === undefined
        ? 'No page tells the hours of that day by themselves.'
        : `"${among.said}" speaks of other days, too. Say what that line shall be.`,
    );
  if (new Set(meant.map((line) => line.hours)).size > 1)
    return unable(`The pages tell different hours for that: ${meant.map(({ said }) => `"${said}"`).join(', ')}.`);
  const [first] = meant;
  const model = lines.find((line) => /\d/.test(line.hours) && line.page === first?.page)?.hours ?? '';
  const closed = lines.find((line) => !/\d/.test(line.hours))?.hours ?? 'closed';
  const anew = (old: string): string => (hours === 'closed' ? closed : hoursLike(/\d/.test(old) ? old : model, hours));
  if (meant.every((line) => line.hours === anew(line.hours))) return already('It says so already.');
  return done(
    [...Map.groupBy(meant, ({ page }) => page)].map(([page, own]) => ({
      path: page.path,
      bytes: editPage(page, (source) =>
        own.forEach(({ value, hours: old }) => rewriteRange(source, page, value, anew(old))),
      ),
      detail: `${page.path}: changed the hours in "${first?.said ?? ''}"`,
    })),
    `Changed the hours to "${anew(first?.hours ?? '')}"`,
  );
};

const equal = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));
