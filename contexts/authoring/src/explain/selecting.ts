import { is, type Options } from 'css-select';
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { attribute, type Element, isElement, isText } from '../html/elements.ts';

/** Whether a selector selects an element of the parsed page, in some state of it; false for one that nobody can read. */
export const selects = (selector: string, element: Element): boolean => {
  try {
    return is<Tree.Node, Element>(element, selector, { adapter, pseudos: anyState });
  } catch {
    return false;
  }
};

// What the pointer, the keyboard or a visit makes of an element: its rules are rules for it all the same.
const states = ['hover', 'active', 'focus', 'focus-visible', 'focus-within', 'visited', 'target'];
const anyState = Object.fromEntries(states.map((state) => [state, () => true]));

const childrenOf = (node: Tree.Node): Tree.Node[] => ('childNodes' in node ? node.childNodes : []);
const parentOf = (node: Tree.Node): Tree.Node | null => ('parentNode' in node ? node.parentNode : null);

/** How css-select reads the tree that parse5 makes. */
const adapter: NonNullable<Options<Tree.Node, Element>['adapter']> = {
  isTag: isElement,
  getAttributeValue: (element, name) => attribute(element, name),
  hasAttrib: (element, name) => attribute(element, name) !== undefined,
  getName: (element) => element.tagName,
  getChildren: childrenOf,
  getParent: parentOf,
  getSiblings: (node) => {
    const parent = parentOf(node);
    return parent ? childrenOf(parent) : [node];
  },
  getText: (node) => (isText(node) ? node.value : childrenOf(node).map(adapter.getText).join('')),
  removeSubsets: (nodes) => nodes.filter((node) => !nodes.some((other) => other !== node && isBelow(node, other))),
};

const isBelow = (node: Tree.Node, other: Tree.Node): boolean => {
  for (let parent = parentOf(node); parent !== null; parent = parentOf(parent)) if (parent === other) return true;
  return false;
};
