import { isComment, isTag, isText, type ChildNode } from 'domhandler';
import type { Edit } from '../requests.ts';
import { locationOf, select, type Element, type HtmlSource } from '../source/html-source.ts';
import { FaultyRequest } from './region.ts';

/** An element's place among the tokens of its page. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly contentFrom: number;
  readonly contentTo: number;
}

export const spanOf = (page: HtmlSource, element: Element): Span => {
  const { startOffset, endOffset, startTag, endTag } = locationOf(element);
  const from = tokenAt(page, startOffset);
  return {
    from,
    to: tokenAt(page, endOffset),
    contentFrom: startTag ? from + 1 : from,
    contentTo: endTag ? tokenAt(page, endTag.startOffset) : Math.max(from + 1, tokenAt(page, endOffset)),
  };
};

/** The index of the first token that begins at or after an offset; a word begins where its run does. */
const tokenAt = (page: HtmlSource, offset: number): number => {
  const at = page.tokens.findIndex(({ from }) => from >= offset);
  return at < 0 ? page.tokens.length : at;
};

export const elementsOf = (page: HtmlSource, selector: string, all = false): Element[] => {
  // A stray closing tag makes an element of the tree that has no place in the source: nothing there could be edited.
  const found = select(page.document, selector).filter(({ sourceCodeLocation }) => sourceCodeLocation);
  if (found.length === 0) throw new FaultyRequest(`its selector ${selector} matches nothing`);
  if (found.length > 1 && !all) throw new FaultyRequest(`its selector ${selector} matches ${found.length} elements`);
  return found;
};

/** The selector by which an edit says where; undefined for one that speaks of the page as a whole. */
export const selectorOf = (edit: Edit): string | undefined => {
  if ('text' in edit) return edit.text;
  if ('contains' in edit) return edit.contains;
  if ('attribute' in edit) return edit.attribute;
  if ('remove' in edit) return edit.remove;
  if ('insert' in edit) return edit.insert.of;
  if ('move' in edit) return edit.move;
  if ('style' in edit) return edit.style;
  if ('any' in edit) return edit.any.map(selectorOf).find((selector) => selector !== undefined);
  return undefined;
};

/** Where the comments begin that announce an element; the element's own place if there are none. */
export const announcedFrom = (page: HtmlSource, element: Element): number => {
  let first: ChildNode = element;
  for (let node = element.prev; node !== null; node = node.prev) {
    if (isComment(node)) first = node;
    else if (!isText(node) || node.data.trim() !== '') break;
  }
  return tokenAt(page, first.startIndex ?? first.sourceCodeLocation?.startOffset ?? 0);
};

/** The element and then every ancestor that holds nothing else. */
export const withEmptyParents = (element: Element): Element[] => {
  const chain = [element];
  for (
    let parent = element.parent;
    parent !== null && isTag(parent) && parent.name !== 'body';
    parent = parent.parent
  ) {
    const held = parent.children.filter((node) => isTag(node) || (isText(node) && node.data.trim() !== ''));
    if (held.length > 1) break;
    chain.push(parent);
  }
  return chain;
};
