import {
  attribute,
  childElements,
  find,
  findAll,
  isHtml,
  isInside,
  nameWords,
  type Element,
} from '../html/elements.ts';
import { isNavigation } from '../site/landmarks.ts';
import type { Site } from '../site/site.ts';
import { fieldsOf, type FormField } from './form-fields.ts';

/** The classes that a site gives the parts of its forms; undefined where it has none for them. */
export interface FormStyle {
  readonly input: string | undefined;
  readonly area: string | undefined;
  readonly label: string | undefined;
  readonly box: string | undefined;
  readonly button: string | undefined;
  /** Whether labels stand after their controls, as they do where they float over them. */
  readonly labelLast: boolean;
}

/** Reads how the site's own forms look; a site without a form at least has buttons. */
export const formStyle = (site: Site): FormStyle => {
  const fields = site.pages.flatMap(fieldsOf).filter(isText);
  const field = fields.find(({ label, box, control }) => label !== undefined && box !== control) ?? fields[0];
  const area = fields.find(({ control }) => isHtml(control, 'textarea'))?.control;
  const plain = field?.label !== undefined && field.box !== field.control && childrenAre(field);
  return {
    input: field && attribute(field.control, 'class'),
    area: area === undefined ? field && attribute(field.control, 'class') : attribute(area, 'class'),
    label: plain && field.label ? attribute(field.label, 'class') : undefined,
    box: plain ? attribute(field.box, 'class') : undefined,
    button: buttonClass(site),
    labelLast: plain && field.label !== undefined && startOf(field.label) > startOf(field.control),
  };
};

const isText = ({ control, form }: FormField): boolean =>
  form !== undefined &&
  attribute(control, 'class') !== undefined &&
  (isHtml(control, 'textarea') || /^(?:text|email|tel)$/i.test(attribute(control, 'type') ?? 'text'));

/** Only a box whose own children are label and control can be written again from its class alone. */
const childrenAre = ({ box, label, control }: FormField): boolean =>
  label !== undefined && childElements(box).includes(label) && childElements(box).includes(control);

const buttonClass = (site: Site): string | undefined => {
  for (const page of site.pages) {
    const inForm = find(
      page.body,
      (element) => isButton(element) && isInside(element, (outer) => isHtml(outer, 'form')),
    );
    const found =
      inForm ??
      findAll(page.body, isButton).find(
        (element) => isHtml(element, 'a', 'button') && !isInside(element, isNavigation),
      );
    if (found !== undefined)
      return (attribute(found, 'class') ?? '')
        .split(/\s+/)
        .filter((name) => !/^(?:disabled|active|(?:[a-z]+-)?(?:none|hidden)|is-loading|loading)$/.test(name))
        .join(' ');
  }
  return undefined;
};

const isButton = (element: Element): boolean =>
  isHtml(element, 'a', 'button', 'input') &&
  nameWords(element).some((word) => word === 'btn' || word === 'button') &&
  !nameWords(element).some((word) => /^(?:social|close|toggler?|icon|link)$/.test(word));

const startOf = (element: Element): number => element.sourceCodeLocation?.startOffset ?? 0;
