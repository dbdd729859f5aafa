import type { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, isHtml, textOf } from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import { editPage } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { pageLabel } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { sayingsOf } from '../understanding/assignments.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { spokenText } from '../understanding/quotes.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { already, unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { done } from './edit-things.ts';
import { fieldsCalled, formPages } from './find-field.ts';
import { fieldsOf, type FormField } from './form-fields.ts';

const box = '(?:field|box|input|checkbox|tick ?box|drop-?down|textarea)';
const hint = '(?:placeholder|example(?: text)?|hint|ghost text|grey text|gray text|prompt)s?(?: text)?';
const ofField = new RegExp(
  `^(?:the )?(?:gr[ea]y )?${hint}\\s+(?:text )?(?:of|for|in|inside|on)\\s+(?<what>.+)$|^(?<own>.+?)(?:['’]s)?\\s+${hint}$`,
  'i',
);
const asHint = new RegExp(
  `^(?<what>.+?${box}.*?)\\s+(?:should |must |shall )?(?:show|display|have|get|has|needs?)s?\\s+(?<value>.+?)\\s+as (?:an? |its |the )?(?:gr[ea]y )?${hint}$`,
  'i',
);
const required =
  /^(?:please )?(?:make |let |have )?(?<what>.+?)\s+(?:(?:should |must |shall |is |to )?(?:be )?|is )(?<no>not |no longer |un)?(?<state>required|mandatory|obligatory|compulsory|optional)$/i;
const removal = new RegExp(
  `^(?:please )?(?:remove|delete|drop|take out|get rid of|leave out|we do not need|we don['’]t need|i do not need|i don['’]t need|no more)\\s+(?:the )?(?<what>(?:\\S+ ){1,4}?)${box}(?:\\s+(?:from|in|of|on|out of)\\s+(?:the |our |my )?(?:\\w+ )?form)?(?: any ?more)?$`,
  'i',
);

/** Changes what a field of a form says and asks: the words in it while it is empty, its label, whether it must be filled in, whether it is there. */
export const fieldWords: Ability = {
  topics: ['form', 'field', 'label', 'placeholder', 'required', 'optional'],

  examples: () => [],

  read: (wish, site) =>
    [
      ...whole(wish.clause).flatMap((clause) => labels(clause, wish, site)),
      ...plainClauses(wish.clause).flatMap((clause) => [
        ...placeholders(clause, wish, site),
        ...requirements(clause, wish, site),
        ...removals(clause, wish, site),
      ]),
    ].slice(0, 2),
};

/** What stands in brackets may be part of a label, so nothing is left out where there are any. */
const whole = (clause: string): readonly string[] =>
  clause.includes('(') ? [clause.replace(/[.!?\s]+$/, '')] : plainClauses(clause);

const placeholders = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const shown = asHint.exec(clause)?.groups;
  const said = shown
    ? [{ what: shown['what'] ?? '', value: shown['value'] ?? '' }]
    : sayingsOf(clause).flatMap(({ target, value, old }) => {
        const groups = ofField.exec(target.trim())?.groups;
        const what = groups?.['what'] ?? groups?.['own'];
        return what === undefined || old !== undefined ? [] : [{ what, value }];
      });
  const [first] = said;
  if (first === undefined) return [];
  const words = valueText(wish, first.value);
  return toField(first.what, wish, site, `The empty field now shows "${words}"`, (source, { page, control }) =>
    setAttribute(source, page, control, 'placeholder', words),
  );
};

/** "Message" field: rename it to …; call the Full Name box …; what a label says, given word by word. */
const labels = (clause: string, wish: Wish, site: Site): Proposal[] => {
  if (!new RegExp(`\\b${box}\\b|\\blabel\\b|\\bform\\b`, 'i').test(wish.sentence)) return [];
  for (const { target, value, old } of sayingsOf(clause.replace(/\s*\(the label[^()]*\)/i, ''))) {
    const said = spokenText(old ?? target, wish.quotes).replace(/["“”]/g, '');
    const name = new RegExp(
      `^(?:the )?(?:label (?:of|for|on) )?(?:the )?(?<name>.+?)(?:['’]s)?(?: ${box})?(?: label)?$`,
      'i',
    )
      .exec(said.trim())
      ?.groups?.['name']?.toLowerCase();
    const fields = formPages(wish, site)
      .flatMap(fieldsOf)
      .filter(
        ({ label, control }) =>
          label !== undefined &&
          !isHtml(control, 'select') &&
          textOf(label)
            .replace(/\s*[*:]+$/, '')
            .toLowerCase() === name,
      );
    if (fields.length !== 1) continue;
    const words = valueText(wish, value);
    return [
      {
        score: 0.95,
        attempt: () =>
          edit(fields, `The field is now called "${words}"`, (source, { page, label }) => {
            if (label !== undefined) rewriteElement(source, page, label, words);
          }),
      },
    ];
  }
  return [];
};

const requirements = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = required.exec(clause)?.groups;
  if (groups === undefined) return [];
  const must = (groups['no'] === undefined) === (groups['state']?.toLowerCase() !== 'optional');
  const detail = must ? 'The field must be filled in now' : 'The field may stay empty now';
  return toField(groups['what'] ?? '', wish, site, detail, (source, { page, control }) => {
    const has = attribute(control, 'required') !== undefined;
    if (must && !has) setAttribute(source, page, control, 'required', '');
    if (!must && has) removeAttribute(source, page, control, 'required');
  });
};

const removals = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const what = removal.exec(clause)?.groups?.['what'];
  return what === undefined || /\b(?:search|all|every)\b/i.test(what)
    ? []
    : toField(
        what,
        wish,
        site,
        `Removed the field "${spokenText(what, wish.quotes).trim()}"`,
        (source, { page, box: own }) => cutElement(source, page, own),
      );
};

type Edit = (source: MagicString, field: FormField) => void;

const toField = (what: string, wish: Wish, site: Site, detail: string, change: Edit): Proposal[] => {
  const phrase = spokenText(what, wish.quotes);
  const found = fieldsCalled(phrase, formPages(wish, site));
  if (found.length === 0) return [];
  return [
    {
      score: 0.96,
      attempt: () =>
        found.length === 1 || wish.scope.type === 'site'
          ? edit(found, detail, change)
          : which(site, found, detail, change),
    },
  ];
};

const which = (site: Site, found: readonly FormField[], detail: string, change: Edit): Attempt => {
  if (found.length > 6) return unable('Too many fields are called so. Name the page.');
  return {
    type: 'unclear',
    question: 'Which field is meant?',
    choices: found.map((field, at) => ({
      label: `${at + 1}: "${field.label === undefined ? (attribute(field.control, 'placeholder') ?? '') : textOf(field.label)}" on the ${pageLabel(site, field.page).replace(/ page$/, '')} page`,
      take: () => edit([field], detail, change),
    })),
  };
};

const edit = (fields: readonly FormField[], detail: string, change: Edit): Attempt => {
  const changes = [...Map.groupBy(fields, ({ page }) => page)].flatMap(([page, own]) => {
    const bytes = editPage(page, (source) => own.forEach((field) => change(source, field)));
    return new TextDecoder('latin1').decode(bytes) === new TextDecoder('latin1').decode(editPage(page, () => undefined))
      ? []
      : [{ path: page.path, bytes, detail: `${page.path}: ${detail}` }];
  });
  return changes.length === 0 ? already('It is like that already.') : done(changes, detail);
};
