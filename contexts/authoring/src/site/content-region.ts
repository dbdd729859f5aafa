import { attribute, childElements, find, findAll, isHtml, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { footerText, isFooter, isNavigation } from './landmarks.ts';

/** The part of a page that is its own: everything between what all pages share (menu, banner, footer, scripts). */
export interface ContentRegion {
  readonly blocks: readonly Element[];
  /** The element inside the blocks that holds the content: what is around it is layout. Undefined if there is none. */
  readonly wrapper: Element | undefined;
  /** `wrapper` and the layout elements around it, the outermost first. */
  readonly layout: readonly Element[];
}

export const contentRegion = (page: Page, heading: Element | undefined): ContentRegion => {
  const root =
    find(page.body, (element) => isHtml(element, 'main') || attribute(element, 'role') === 'main') ??
    innermostFrame(page);
  const footer = footerText(page);
  const ends = (element: Element): boolean =>
    footer !== undefined && contains(element, footer.block) && textOf(element).length < 300;
  const inMain = isHtml(root, 'main') || attribute(root, 'role') === 'main';
  const blocks = childElements(root).filter(
    (element) => !isCode(element) && (inMain || !(isFrame(element) || ends(element))),
  );
  const block =
    blocks.find((element) => heading !== undefined && contains(element, heading)) ??
    blocks.find((element) => find(element, (inner) => isHtml(inner, 'p')) !== undefined) ??
    blocks[0];
  const layout = block === undefined ? [] : layoutFrom(block);
  return { blocks, wrapper: layout.at(-1), layout };
};

/** The banner above the content that holds this heading, if it stands outside the content. */
export const contains = (outer: Element, inner: Element): boolean =>
  outer === inner || find(outer, (element) => element === inner) !== undefined;

const containers = ['div', 'section', 'article', 'main'];

const layoutFrom = (block: Element): Element[] => {
  const layout: Element[] = [];
  for (
    let at: Element | undefined = block;
    at !== undefined && isHtml(at, ...containers) && at.sourceCodeLocation?.endTag;
  ) {
    layout.push(at);
    const children = childElements(at);
    at = children.length === 1 ? children[0] : undefined;
  }
  return layout;
};

// Some pages put everything into one or two boxes; the frame is the innermost box that holds menu or footer.
const innermostFrame = (page: Page): Element => {
  let root = page.body;
  for (;;) {
    const boxes = childElements(root).filter((element) => !isCode(element));
    const [only] = boxes;
    if (boxes.length !== 1 || only === undefined || !isHtml(only, 'div') || !holdsFrame(only)) return root;
    root = only;
  }
};

const isCode = (element: Element): boolean =>
  !isHtml(element) || isHtml(element, 'script', 'style', 'link', 'template', 'noscript', 'meta');

const isFrame = (element: Element): boolean =>
  isNavigation(element) ||
  isFooter(element) ||
  isHtml(element, 'header') ||
  attribute(element, 'role') === 'banner' ||
  isSkipLink(element) ||
  (holdsFrame(element) && findAll(element, (inner) => isHtml(inner, 'h1', 'h2', 'p')).length === 0);

const isSkipLink = (element: Element): boolean =>
  isHtml(element, 'a') && (attribute(element, 'href') ?? '').startsWith('#');

const holdsFrame = (element: Element): boolean =>
  find(element, (inner) => isNavigation(inner) || isFooter(inner)) !== undefined;
