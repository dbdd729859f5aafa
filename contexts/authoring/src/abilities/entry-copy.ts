import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, isInside, type Element } from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import type { Page } from '../html/page.ts';
import { rewriteRange, type RunRange } from '../html/rewrite-text.ts';
import { textRuns, type TextRun } from '../html/text-runs.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { isAmount, type NewEntry } from '../understanding/read-entry.ts';
import { isDate } from './new-item.ts';

/** A place where a neighbour says something, and what kind of thing that is. */
interface Slot {
  readonly range: RunRange;
  readonly kind: 'name' | 'amount' | 'date' | 'words';
}

/** A neighbour's markup with what the new one says; a sentence on what it lacks if they do not fit each other. */
export const entryCopy = (page: Page, pattern: Element, entry: NewEntry): { markup: string } | { lacks: string } => {
  const slots = slotsOf(page, pattern);
  const words = slots.filter(({ kind }) => kind === 'words');
  const kinds = new Set(slots.map(({ kind }) => kind));
  const lacks = lackOf(entry, kinds);
  if (lacks !== undefined) return { lacks };
  const said = spread(
    wordsBesides(entry, kinds),
    words.map(({ range }) => range.run.text.slice(range.start, range.end)),
  );
  const place = pattern.sourceCodeLocation;
  if (!place || said === undefined) return { lacks: 'The others say less of themselves than that.' };
  const scratch = new MagicString(page.text);
  const gone = new Set<Element>();
  for (const slot of slots) {
    const fresh = valueFor(slot, entry, said[words.indexOf(slot)]);
    if (fresh === undefined) gone.add(slot.range.run.block);
    else rewriteRange(scratch, page, slot.range, fresh);
  }
  for (const element of gone) if (element !== pattern) cutElement(scratch, page, element);
  for (const one of [pattern, ...descendants(pattern)])
    for (const name of ['id', 'open', 'aria-current'])
      if (attribute(one, name) !== undefined && !gone.has(one)) removeAttribute(scratch, page, one, name);
  nameAnew(scratch, page, pattern, { name: entry.name, gone });
  return { markup: scratch.slice(place.startOffset, place.endOffset).trimEnd() };
};

/** What the others say and the new one does not, or the other way round. */
const lackOf = ({ amount, date }: NewEntry, kinds: ReadonlySet<Slot['kind']>): string | undefined => {
  if (kinds.has('amount') && amount === undefined) return 'The others have an amount or a price. Say that, too.';
  if (kinds.has('date') && date === undefined) return 'The others have a date or a year. Say that, too.';
  if (!kinds.has('amount') && amount !== undefined && !kinds.has('words')) return 'The others have no price there.';
  return undefined;
};

/** What the new one says besides what has a place of its own. */
const wordsBesides = ({ said, amount, date }: NewEntry, kinds: ReadonlySet<Slot['kind']>): readonly string[] => {
  const placed = [kinds.has('date') ? date : undefined, kinds.has('amount') ? amount : undefined];
  const told = said.map((one) =>
    one
      .split(', ')
      .filter((part) => !placed.includes(part))
      .join(', '),
  );
  const left = kinds.has('amount') || amount === undefined || amount === date ? [] : [amount];
  return [...told, ...left].filter((one) => one !== '');
};

/** What links and pictures say of the neighbour by its name; a letter about it has another subject. */
const nameAnew = (
  scratch: MagicString,
  page: Page,
  pattern: Element,
  { name, gone }: { readonly name: string; readonly gone: ReadonlySet<Element> },
): void => {
  const main = nameOf(textRuns(page, pattern), pattern)?.text ?? '';
  for (const one of [pattern, ...descendants(pattern)]) {
    if (gone.has(one)) continue;
    for (const told of ['alt', 'aria-label', 'title']) {
      const value = attribute(one, told);
      if (main !== '' && value?.includes(main) === true)
        setAttribute(scratch, page, one, told, value.replace(main, name));
    }
    const href = attribute(one, 'href');
    if (href !== undefined && /^mailto:[^?]+\?/.test(href))
      setAttribute(scratch, page, one, 'href', href.replace(/\?.*$/s, ''));
  }
};

const valueFor = ({ kind, range }: Slot, entry: NewEntry, said: string | undefined): string | undefined => {
  const old = range.run.text.slice(range.start, range.end);
  if (kind === 'name') return entry.name;
  if (kind === 'date') return entry.date;
  if (kind === 'amount') return inFormOf(old, entry.amount ?? '');
  return said === undefined ? undefined : likeSentence(old, said);
};

/** With its currency where the others have it, without where they do not. */
const inFormOf = (old: string, amount: string): string => {
  const [marked, said] = [old, amount].map((text) => /\p{L}|[$€£]/u.test(text));
  const number = /\d(?:[\d.,]*\d)?/;
  return marked === said
    ? amount
    : marked === true
      ? old.replace(number, amount)
      : (number.exec(amount)?.[0] ?? amount);
};

/** Quoted where the others are, with a capital in front and a full stop at the end where they have one. */
const likeSentence = (old: string, said: string): string => {
  const plain = said.replace(/^["“]|["”]$/g, '');
  const bare = /^["“„«]?\p{Lu}/u.test(old) ? `${plain.charAt(0).toUpperCase()}${plain.slice(1)}` : plain;
  const ended = /[.!?…]["”]?$/.test(old) && !/[.!?…]$/.test(bare) ? `${bare}.` : bare;
  const [open, close] = [/^["“„«]/.exec(old)?.[0] ?? '', /["”»]$/.exec(old)?.[0] ?? ''];
  return `${open}${ended}${close}`;
};

/** What is said over so many places: part by part, and what is left in the last; undefined if there is none. */
const spread = (said: readonly string[], old: readonly string[]): readonly (string | undefined)[] | undefined => {
  const [first = ''] = said;
  const places = old.length;
  const listed = said.length === 1 ? asListed(first.split(', '), old) : undefined;
  if (listed !== undefined) return listed;
  if (said.length === 1 && places > 1 && first.includes(', ')) {
    const parts = first.split(', ');
    return [...parts.slice(0, places - 1), parts.slice(places - 1).join(', ') || undefined];
  }
  if (said.length <= places) return said;
  return places === 0 ? undefined : [...said.slice(0, places - 1), said.slice(places - 1).join(' ')];
};

/** "Cook, Oslo, Up at six" beside "Baker, Rome" and "Up at nine." has its first two parts in one place, too. */
const asListed = (parts: readonly string[], old: readonly string[]): readonly (string | undefined)[] | undefined => {
  const counts = old.map((text) => (/[.!?]$/.test(text) ? 1 : text.split(', ').length));
  const ends = counts.map((_, at) => counts.slice(0, at + 1).reduce((sum, one) => sum + one, 0));
  if (!ends.includes(parts.length)) return undefined;
  return ends.map((end, at) => parts.slice(ends[at - 1] ?? 0, end).join(', ') || undefined);
};

const slotsOf = (page: Page, pattern: Element): readonly Slot[] => {
  const runs = textRuns(page, pattern).filter((run) => !pressed(run));
  const main = nameOf(runs, pattern);
  return runs.flatMap((run): Slot[] => {
    const whole: RunRange = { run, start: 0, end: run.text.length };
    const inline = run.inlines.find(
      ({ start, end }) => isAmount(run.text.slice(start, end)) && end - start < run.text.length,
    );
    const kind = run === main ? 'name' : isDate(run.text) ? 'date' : isAmount(run.text) ? 'amount' : 'words';
    if (inline === undefined) return [{ range: whole, kind }];
    return [
      { range: { run, start: 0, end: run.text.slice(0, inline.start).trimEnd().length }, kind },
      { range: { run, start: inline.start, end: inline.end }, kind: 'amount' },
    ];
  });
};

const nameOf = (runs: readonly TextRun[], pattern: Element): TextRun | undefined => {
  const heading = [...descendants(pattern)].find((one) => kindsOf(one).has('heading') || isHtml(one, 'summary'));
  const inHeading = runs.find(({ block }) => block === heading || isInside(block, (outer) => outer === heading));
  return inHeading ?? runs.find(({ text }) => !isAmount(text) && !isDate(text));
};

/** What one presses says the same on every card. */
const pressed = ({ block, text, inlines }: TextRun): boolean =>
  [block, ...inlines.filter(({ start, end }) => start === 0 && end === text.length).map(({ element }) => element)].some(
    (one) => isHtml(one, 'button') || kindsOf(one).has('button') || isInside(one, (outer) => isHtml(outer, 'button')),
  );
