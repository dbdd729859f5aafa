import { ancestors, childElements, descendants, isHtml, textOf, type Element } from '../html/elements.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import { kindsOf } from './kinds-of.ts';

/** A part of a page under a heading of its own: one element, or the neighbours from the heading to the next one. */
export interface Block {
  readonly elements: readonly Element[];
  readonly heading: Element | undefined;
}

/** The part of the page that a heading, or anything around it that people call a section, stands for. */
export const blockOf = (element: Element): Block => {
  const heading = kindsOf(element).has('heading') && !holdsMore(element) ? element : firstHeading(element);
  if (heading === undefined || isHtml(element, 'section', 'article')) return { elements: [element], heading };
  let part: Element = heading;
  for (const parent of ancestors(heading)) {
    if (isHtml(parent, 'body', 'main', 'html') || firstHeading(parent) !== heading) break;
    if (headingsIn(parent).some((other) => other !== heading && levelOf(other) <= levelOf(heading))) break;
    part = parent;
    if (isHtml(parent, 'section', 'article')) break;
  }
  if (part !== heading && holdsMore(part)) return { elements: [part], heading };
  return { elements: rangeFrom(heading), heading };
};

const headingsIn = (root: Element): Element[] =>
  [...descendants(root)].filter((element) => /^h[1-6]$/.test(element.tagName));

const firstHeading = (root: Element): Element | undefined => headingsIn(root)[0];

const levelOf = (heading: Element): number => Number(/^h([1-6])$/.exec(heading.tagName)?.[1] ?? 3);

const holdsMore = (element: Element): boolean => {
  const heading = firstHeading(element);
  return heading !== undefined && textOf(element).length > textOf(heading).length;
};

const rangeFrom = (heading: Element): Element[] => {
  const parent = heading.parentNode;
  if (parent === null || !isHtml(parent)) return [heading];
  const siblings = childElements(parent);
  const at = siblings.indexOf(heading);
  const end = siblings.findIndex(
    (sibling, index) =>
      index > at &&
      ((/^h[1-6]$/.test(sibling.tagName) && levelOf(sibling) <= levelOf(heading)) ||
        isHtml(sibling, 'section', 'script', 'footer') ||
        isFooter(sibling) ||
        isNavigation(sibling)),
  );
  return siblings.slice(at, end < 0 ? siblings.length : end);
};
