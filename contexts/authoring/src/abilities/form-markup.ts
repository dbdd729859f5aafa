import { newline } from '../html/head.ts';
import { escapeAttribute, escapeText, type Page } from '../html/page.ts';
import { tokensOf } from '../understanding/tokens.ts';
import { freeId } from './add-field.ts';
import { fieldKind } from './field-kind.ts';
import type { FormStyle } from './form-style.ts';

export interface FormContent {
  /** By which its host tells the site's forms apart. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly button: string;
}

/** A form for the site's host to receive, in the site's own classes; every field has its label and must be filled in. */
export const formMarkup = (page: Page, style: FormStyle, { name, labels, button }: FormContent): string =>
  [
    `<form data-pagewright method="post" action="/.pagewright/forms/${encodeURIComponent(name)}">`,
    ...labels.flatMap((label) => fieldLines(page, style, name, label)).map((line) => `  ${line}`),
    `  <button${classed(page, style.button)} type="submit">${escapeText(page, button)}</button>`,
    '</form>',
  ].join(newline(page));

const fieldLines = (page: Page, style: FormStyle, form: string, label: string): string[] => {
  const key = tokensOf(label).join('-') || 'field';
  const id = freeId(page, `${form}-${key}`);
  const words = `<label${classed(page, style.label)} for="${id}">${escapeText(page, label)}</label>`;
  const long = /\b(?:message|comments?|question|enquiry|inquiry|text|remarks?|details)\b/i.test(label);
  const kind = fieldKind(label);
  // A label floats over its control only while that shows a placeholder.
  const placeholder = style.labelLast ? ` placeholder="${escapeAttribute(page, label)}"` : '';
  const fill =
    kind === 'email'
      ? ' autocomplete="email"'
      : kind === 'tel'
        ? ' autocomplete="tel"'
        : key === 'name'
          ? ' autocomplete="name"'
          : '';
  const control = long
    ? `<textarea${classed(page, style.area)} id="${id}" name="${key}" rows="6"${placeholder} required></textarea>`
    : `<input${classed(page, style.input)} id="${id}" name="${key}" type="${kind}"${placeholder}${fill} required>`;
  const [tag, between] = style.box === undefined ? ['p', style.input === undefined ? ['<br>'] : []] : ['div', []];
  const inside = style.labelLast ? [control, words] : [words, ...between, control];
  return [`<${tag}${classed(page, style.box)}>`, ...inside.map((line) => `  ${line}`), `</${tag}>`];
};

const classed = (page: Page, names: string | undefined): string =>
  names === undefined || names === '' ? '' : ` class="${escapeAttribute(page, names)}"`;
