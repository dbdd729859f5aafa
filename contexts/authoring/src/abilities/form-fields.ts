import {
  ancestors,
  attribute,
  childElements,
  find,
  findAll,
  isHtml,
  isText,
  textOf,
  type Element,
} from '../html/elements.ts';
import type { Page } from '../html/page.ts';

/** What a form asks for: the control, the words beside it, and the box around both. */
export interface FormField {
  readonly page: Page;
  readonly form: Element | undefined;
  readonly control: Element;
  readonly label: Element | undefined;
  /** The outermost element that holds this control and no other; the control itself if nothing stands around it. */
  readonly box: Element;
}

const unseen = /^(?:hidden|submit|button|reset|image)$/i;

export const isControl = (element: Element): boolean =>
  isHtml(element, 'textarea', 'select') ||
  (isHtml(element, 'input') && !unseen.test(attribute(element, 'type') ?? 'text'));

/** The fields of a page's forms, and those that stand in no form, in document order. */
export const fieldsOf = (page: Page): readonly FormField[] =>
  findAll(page.body, isControl).map((control) => {
    const form = [...ancestors(control)].find((element) => isHtml(element, 'form'));
    return { page, form, control, label: labelOf(page, control), box: boxOf(control) };
  });

/** How people call a field: its label, what it shows while it is empty, its names. */
export const namesOf = ({ control, label }: FormField): readonly string[] =>
  [
    label === undefined ? '' : textOf(label),
    ...['placeholder', 'aria-label', 'name', 'id'].map((name) => attribute(control, name) ?? ''),
    isHtml(control, 'input') ? (attribute(control, 'type') ?? '') : '',
  ].filter((name) => name !== '');

const labelOf = (page: Page, control: Element): Element | undefined => {
  const around = [...ancestors(control)].find((element) => isHtml(element, 'label'));
  if (around !== undefined) return around;
  const id = attribute(control, 'id');
  const named =
    id === undefined
      ? undefined
      : find(page.body, (element) => isHtml(element, 'label') && attribute(element, 'for') === id);
  return named ?? find(boxOf(control), (element) => isHtml(element, 'label'));
};

const boxOf = (control: Element): Element => {
  let box = control;
  for (const parent of ancestors(control)) {
    if (isHtml(parent, 'form', 'fieldset', 'body', 'main', 'section')) break;
    if (findAll(parent, (element) => isControl(element) || isHtml(element, 'button', 'form')).length !== 1) break;
    // A column that only holds the one field is layout; the field's own box is the one inside it.
    if (box !== control && childElements(parent).length === 1 && holdsWords(box)) break;
    box = parent;
  }
  return box;
};

const holdsWords = (element: Element): boolean =>
  childElements(element).length > 1 || element.childNodes.some((child) => isText(child) && child.value.trim() !== '');
