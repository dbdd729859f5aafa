import { MagicString } from 'magic-string';
import { removeAttribute } from '../html/attributes.ts';
import { attribute } from '../html/elements.ts';
import { editPage } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { dayLike, dayPattern, hoursLike, type ToldHours } from '../understanding/opening-hours.ts';
import type { Attempt } from './ability.ts';
import { done } from './edit-things.ts';
import type { HoursLine } from './hours-line.ts';

/** A line for a day that has none yet, among the lines of the other days and made like them. */
export const lineForDay = ({ days, hours }: ToldHours, lines: readonly HoursLine[]): Attempt | undefined => {
  const [day, another] = [...days];
  if (day === undefined || another !== undefined || hours === 'closed') return undefined;
  if (hours.from === undefined || hours.until === undefined) return undefined;
  const row = rowOf(lines);
  const before = row?.findLast((line) => Math.max(...line.days) < day);
  const beside = before ?? row?.[0];
  const model = row?.findLast((line) => /\d/.test(line.hours));
  if (row === undefined || beside === undefined || model === undefined) return undefined;
  const place = beside.element.sourceCodeLocation;
  const copy = copyOf(model, day, hoursLike(model.hours, hours));
  if (!place || copy === undefined) return undefined;
  const { page } = beside;
  const gap = /\s*$/.exec(page.text.slice(0, place.startOffset))?.[0] ?? '';
  const end = place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length;
  const bytes = editPage(page, (source) =>
    before === undefined
      ? source.appendLeft(place.startOffset, `${copy}${gap}`)
      : source.appendLeft(end, `${gap}${copy}`),
  );
  const name = dayLike('Monday', day);
  return done([{ path: page.path, bytes, detail: `${page.path}: added the hours of ${name}` }], `Added ${name}`);
};

/** The one list of single days; of several nobody can tell which is meant. */
const rowOf = (lines: readonly HoursLine[]): readonly HoursLine[] | undefined => {
  const rows = [...Map.groupBy(lines, ({ element }) => element.parentNode).values()].filter(
    (row) => row.length > 2 && row.every(({ days }) => days.size === 1),
  );
  return rows.length === 1 ? rows[0] : undefined;
};

const copyOf = ({ page, element, value }: HoursLine, day: number, hours: string): string | undefined => {
  const named = textRuns(page, element).flatMap((run) =>
    [...run.text.matchAll(dayPattern)].map(({ index, 0: name }) => ({
      run,
      start: index,
      end: index + name.length,
      name,
    })),
  );
  const [one, another] = named;
  const place = element.sourceCodeLocation;
  if (one === undefined || another !== undefined || !place) return undefined;
  const scratch = new MagicString(page.text);
  rewriteRange(scratch, page, one, dayLike(one.name, day));
  rewriteRange(scratch, page, value, hours);
  if (attribute(element, 'id') !== undefined) removeAttribute(scratch, page, element, 'id');
  return scratch.slice(place.startOffset, place.endOffset).trimEnd();
};
