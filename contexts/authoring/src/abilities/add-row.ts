import { MagicString } from 'magic-string';
import { childElements, descendants, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import { insertAfter, insertBefore } from '../html/insert.ts';
import { escapeText, type Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { candidatesFor } from '../outline/resolve.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { clausesOf } from './clauses-of.ts';
import { editThings } from './edit-things.ts';
import { pagesMeant } from './pages-searched.ts';

const row = '(?:an?|another|one more|a new)\\s+(?:new )?(?<head>heading |header |head |title )?(?:table )?row';
const where = '(?:\\s+(?:on|at|as|in) (?:the )?(?<end>top|bottom|end|start|beginning|first|last)(?: row| one)?)?';
const cells = '(?:\\s+(?:with|saying|that says|for))?\\s*[:,]?\\s+(?<cells>[^:]+)';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?<table>.+?\\btable(?: [^,:]+?)?)\\s+(?:wants|needs|should (?:have|get)|must (?:have|get)|gets|lacks|misses)\\s+${row}${where}${cells}$`,
    'i',
  ),
  new RegExp(
    `^(?:please )?(?:add|insert|put|append)\\s+${row}${where}\\s+(?:to|in|into|at the (?<side>top|end|bottom|start) of)\\s+(?<table>[^:]*?\\btable(?: [^,:]+?)?)${where.replace('end>', 'last>')}${cells}$`,
    'i',
  ),
];

/** Adds a row to a table, cell by cell, or the row of headings that it lacks. */
export const addRow: Ability = {
  topics: ['row', 'table', 'add'],

  examples: () => [],

  read: (wish, site) =>
    clausesOf(wish)
      .flatMap((clause) => fromClause(clause, wish, site))
      .slice(0, 1),
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = forms
    .map((form) => form.exec(clause.replace(/[.!]+$/, ''))?.groups)
    .find((found) => found !== undefined);
  if (groups === undefined) return [];
  const values = (groups['cells'] ?? '')
    .split(/\s*[,;|]\s*(?:and\s+)?|\s+and\s+/)
    .map((cell) => valueText(wish, cell.trim()));
  const target = readTarget(groups['table'] ?? '', wish.quotes);
  const tables = candidatesFor(pagesMeant(site, wish), { ...target, near: target.tokens, kinds: ['table'] });
  if (tables.length === 0 || values.some((value) => value === '')) return [];
  const side = groups['end'] ?? groups['side'] ?? groups['last'] ?? 'end';
  const head = groups['head'] !== undefined;
  return [
    {
      score: 0.96,
      attempt: () =>
        chooseThing(site, tables, {
          question: 'Which table shall have the row?',
          none: `I find no ${target.said}.`,
          act: (things) => add(site, things, values, { head, first: head || /top|start|beginning|first/i.test(side) }),
        }),
    },
  ];
};

const add = (
  site: Site,
  tables: readonly Thing[],
  values: readonly string[],
  { head, first }: { readonly head: boolean; readonly first: boolean },
): Attempt => {
  for (const { element } of tables) {
    const widest = Math.max(0, ...rowsOf(element).map((one) => childElements(one).length));
    if (widest !== values.length) return unable(`The table has ${widest} columns and not ${values.length}.`);
  }
  return editThings(site, tables, `Added the row ${values.join(', ')}`, (source, page, table) => {
    const rows = rowsOf(table);
    const body = rows.filter((one) => childElements(one).some((cell) => isHtml(cell, 'td')));
    const beside = head ? rows[0] : first ? body[0] : body.at(-1);
    if (beside === undefined) return;
    const group = beside.parentNode;
    if (head && group !== null && isHtml(group, 'tbody') && group.sourceCodeLocation)
      return insertBefore(source, page, group, `<thead>${headings(page, values)}</thead>`);
    const markup = head ? headings(page, values) : copyOf(page, beside, values);
    if (first) insertBefore(source, page, beside, markup);
    else insertAfter(source, page, beside, markup);
  });
};

const rowsOf = (table: Element): Element[] => findAll(table, (one) => isHtml(one, 'tr'));

const headings = (page: Page, values: readonly string[]): string =>
  `<tr>${values.map((value) => `<th>${escapeText(page, value)}</th>`).join('')}</tr>`;

const copyOf = (page: Page, pattern: Element, values: readonly string[]): string => {
  const scratch = new MagicString(page.text);
  for (const [at, cell] of childElements(pattern).entries()) {
    const [main, ...others] = textRuns(page, cell);
    const empty = main === undefined ? ([...descendants(cell)].find((one) => textOf(one) === '') ?? cell) : undefined;
    if (main !== undefined)
      rewriteRange(scratch, page, { run: main, start: 0, end: main.text.length }, values[at] ?? '');
    else if (empty?.sourceCodeLocation?.startTag)
      scratch.appendLeft(empty.sourceCodeLocation.startTag.endOffset, escapeText(page, values[at] ?? ''));
    for (const run of others) rewriteRange(scratch, page, { run, start: 0, end: run.text.length }, '');
  }
  const place = pattern.sourceCodeLocation;
  return place ? scratch.slice(place.startOffset, place.endOffset).trimEnd() : '';
};
