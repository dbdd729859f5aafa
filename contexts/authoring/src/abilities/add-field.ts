import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, classesOf, descendants, findAll, isHtml, type Element } from '../html/elements.ts';
import { insertAfter, insertBefore } from '../html/insert.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import type { Site } from '../site/site.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { done } from './edit-things.ts';
import { fieldKind } from './field-kind.ts';
import { fieldsCalled, formPages } from './find-field.ts';
import { fieldsOf, type FormField } from './form-fields.ts';

const q = '[\\uE000-\\uEFFF]';
const place = '(?:to|in|on|below|after|before|under|above|underneath|beneath|behind|right|directly|at|of|next)';
const unwanted = /\b(?:not|no longer|never|no more|don['’]t|doesn['’]t)\s+(?:really )?(?:need|want|have|like)\b/i;
const form = new RegExp(
  `\\b(?:add|ad|insert|put|include|create|need|want|have)\\s+(?:an?|another|one more|the)\\s+(?:(?:new|further|extra|additional|required|optional|mandatory|text|input|form)\\s+)*(?<adjective>(?:[\\w-]+\\s+){0,2}?)(?:field|input|box)(?:\\s+(?:for|called|named|labelled|labeled|titled|with the label|asking for|where people (?:enter|type)))?(?:\\s+(?:the|their|your|a|an)(?=\\s))?(?:\\s*:?\\s*(?<name>${q}|(?!${place}\\b)[\\p{L}][\\p{L}\\d'’-]*(?:\\s+(?!${place}\\b)[\\p{L}\\d'’-]+){0,4}))?(?<rest>[\\s,.].*)?$`,
  'iu',
);

/** Adds a field to a form, made like the ones that it has. */
export const addField: Ability = {
  topics: ['form', 'field', 'add', 'input'],

  examples: () => [],

  read: (wish, site) =>
    /\b(?:field|input|box)\b/i.test(wish.sentence) && !unwanted.test(wish.sentence)
      ? plainClauses(wish.sentence)
          .flatMap((clause) => fromClause(clause, wish, site))
          .slice(0, 1)
      : [],
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = form.exec(clause)?.groups;
  if (groups === undefined) return [];
  const { adjective = '', name, rest = '' } = groups;
  const words = valueText(wish, (name ?? adjective).trim());
  if (words === '' || /\b(?:search|text|colou?red|new)\b/i.test(name === undefined ? words : '')) return [];
  const label = name === undefined ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words;
  const pages = formPages(wish, site).filter((page) => asking(page).length > 0);
  if (pages.length === 0) return [];
  const said = readPlace(
    `x ${rest
      .trim()
      .replace(/\s+(?:on|of|in) (?:the |our |my )?[\w ]+ page$/i, '')
      .replace(/\s+(?:of|in|on) the (?:contact )?form\b.*$/i, '')}`,
  )?.place;
  return [
    {
      score: 0.96,
      attempt: () => add(pages, { label, required: /\b(?:required|mandatory)\b/i.test(clause) }, said),
    },
  ];
};

interface NewField {
  readonly label: string;
  readonly required: boolean;
}

/** Fields of forms in which visitors write to somebody; a search box is none. */
const asking = (page: Page): FormField[] =>
  fieldsOf(page).filter(
    ({ control, form: own }) =>
      own !== undefined && isTextual(control) && !/search/i.test(attribute(control, 'type') ?? ''),
  );

const isTextual = (element: Element): boolean =>
  isHtml(element, 'input', 'textarea') &&
  !/^(?:checkbox|radio|file|range|color)$/i.test(attribute(element, 'type') ?? '');

const add = (pages: readonly Page[], field: NewField, said: SaidPlace | undefined): Attempt => {
  const by = said === undefined || /^the (?:contact )?form$/i.test(said.by) ? '' : said.by;
  const beside = by === '' ? [] : fieldsCalled(by, pages).filter(({ form: own }) => own !== undefined);
  if (by !== '' && beside.length !== 1) return unable('I cannot tell beside which field of the form it shall stand.');
  const at = beside[0] ?? lastOf(pages);
  if (at === undefined)
    return unable('There are several forms, and I cannot tell which one is meant. Name the page or a field beside it.');
  const { page } = at;
  const model = modelBeside(at);
  if (model === undefined) return unable('The form has no field that a new one could be like.');
  const markup = copyOf(model, field);
  const before = said?.side === 'before' || said?.side === 'start-of';
  const bytes = editPage(page, (source) => (before ? insertBefore : insertAfter)(source, page, at.box, markup));
  return done(
    [{ path: page.path, bytes, detail: `${page.path}: added the field "${field.label}" to the form` }],
    `Added the field "${field.label}"`,
  );
};

/** The last field of the only form there is. */
const lastOf = (pages: readonly Page[]): FormField | undefined => {
  const fields = pages.flatMap(asking);
  return new Set(fields.map(({ form: own }) => own)).size === 1 ? fields.at(-1) : undefined;
};

const modelBeside = (at: FormField): FormField | undefined => {
  if (isTextual(at.control) && isHtml(at.control, 'input')) return at;
  const own = asking(at.page).filter(({ form: around }) => around === at.form);
  return own.findLast(({ control }) => isHtml(control, 'input')) ?? own.at(-1);
};

const copyOf = ({ page, control, label: words, box }: FormField, { label, required }: NewField): string => {
  const source = new MagicString(page.text);
  const kind = fieldKind(label);
  const id = freeId(page, tokensOf(label).join('-') || 'field');
  if (isHtml(control, 'input')) setAttribute(source, page, control, 'type', kind);
  if (attribute(control, 'id') !== undefined) setAttribute(source, page, control, 'id', id);
  setAttribute(source, page, control, 'name', id);
  if (attribute(control, 'placeholder') !== undefined) setAttribute(source, page, control, 'placeholder', label);
  if (attribute(control, 'aria-label') !== undefined) setAttribute(source, page, control, 'aria-label', label);
  for (const { name } of control.attrs)
    if (ofTheOld.test(name) && !(required && name === 'required')) removeAttribute(source, page, control, name);
  if (required && attribute(control, 'required') === undefined) setAttribute(source, page, control, 'required', '');
  if (words !== undefined && words !== box) {
    rewriteElement(source, page, words, label);
    if (attribute(words, 'for') !== undefined) setAttribute(source, page, words, 'for', id);
  }
  if (box !== control) dropMessages(source, page, box, [control, words]);
  const place = box.sourceCodeLocation;
  return place
    ? source
        .slice(place.startOffset, place.endOffset)
        .replace(/[ \t]*<!--(?:(?!-->)[\s\S])*-->\s*?(?:\r?\n|(?=<))/g, '')
    : '';
};

/** What the box says besides the label spoke of the old field. */
const dropMessages = (source: MagicString, page: Page, box: Element, kept: readonly (Element | undefined)[]): void => {
  for (const inner of descendants(box)) {
    const stays = kept.includes(inner) || findAll(inner, (one) => kept.includes(one)).length > 0;
    const where = inner.sourceCodeLocation;
    if (stays || !where || !isMessage(inner)) continue;
    const before = /(?:\s*<!--(?:(?!-->)[\s\S])*-->)?\s*$/.exec(page.text.slice(0, where.startOffset))?.[0].length ?? 0;
    source.remove(where.startOffset - before, where.endOffset);
  }
};

/** What belonged to the field that was copied: its value, its checks, what fills it in. */
const ofTheOld =
  /^(?:value|required|pattern|min|max|minlength|maxlength|step|autocomplete|autofocus|list|aria-describedby|data-.+)$/;

const isMessage = (element: Element): boolean =>
  [...classesOf(element)].some((name) => /feedback|error|help|hint|message/i.test(name));

export const freeId = (page: Page, wanted: string): string => {
  const taken = new Set(findAll(page.body, () => true).map((element) => attribute(element, 'id')));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
};
