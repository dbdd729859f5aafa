import { html, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export type Element = Tree.Element;
export type TextNode = Tree.TextNode;
export type ChildNode = Tree.ChildNode;
export type ParentNode = Tree.ParentNode;

export const isElement = (node: Tree.Node): node is Element => 'tagName' in node;

export const isText = (node: Tree.Node): node is TextNode => node.nodeName === '#text';

/** An HTML element (not one of SVG or MathML) of one of the given names. */
export const isHtml = (node: Tree.Node, ...names: readonly string[]): node is Element =>
  isElement(node) && node.namespaceURI === html.NS.HTML && (names.length === 0 || names.includes(node.tagName));

export const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((candidate) => candidate.name === name)?.value;

export const classesOf = (element: Element): readonly string[] =>
  (attribute(element, 'class') ?? '').split(/\s+/).filter((name) => name !== '');

/** The words of an element's classes and id: `big-title` and `bigTitle` both give `big`, `title`. */
export const nameWords = (element: Element): readonly string[] =>
  [...classesOf(element), attribute(element, 'id') ?? '']
    .flatMap((name) => name.replace(/([a-z])([A-Z])/g, '$1-$2').split(/[-_]+/))
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');

/** All elements below a node in document order. Content of `<template>` is not part of the page and is left out. */
export function* descendants(node: ParentNode): Generator<Element> {
  for (const child of node.childNodes) {
    if (!isElement(child)) continue;
    yield child;
    yield* descendants(child);
  }
}

export const find = (node: ParentNode, test: (element: Element) => boolean): Element | undefined => {
  for (const element of descendants(node)) if (test(element)) return element;
  return undefined;
};

export const findAll = (node: ParentNode, test: (element: Element) => boolean): Element[] =>
  [...descendants(node)].filter(test);

/** The element's ancestors, the nearest first; the element itself is not among them. */
export function* ancestors(node: ChildNode): Generator<Element> {
  for (let parent = node.parentNode; parent !== null && isElement(parent); parent = parent.parentNode) yield parent;
}

export const isInside = (node: ChildNode, test: (element: Element) => boolean): boolean =>
  [...ancestors(node)].some(test);

export const childElements = (node: ParentNode): Element[] => node.childNodes.filter(isElement);

const unread = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'svg', 'math']);

/** Whether the element's text is code or a picture and not words on the page. */
export const isUnread = (element: Element): boolean =>
  unread.has(element.tagName) || element.namespaceURI !== html.NS.HTML;

/** The words that a reader sees in an element, white space collapsed. */
export const textOf = (element: Element): string => {
  const known = texts.get(element);
  if (known !== undefined) return known;
  const text = rawText(element).replace(/\s+/g, ' ').trim();
  texts.set(element, text);
  return text;
};

const rawText = (node: ParentNode): string => {
  const known = rawTexts.get(node);
  if (known !== undefined) return known;
  const text = node.childNodes
    .map((child) => {
      if (isText(child)) return child.value;
      if (!isElement(child) || isUnread(child)) return '';
      return child.tagName === 'br' ? ' ' : rawText(child);
    })
    .join('');
  rawTexts.set(node, text);
  return text;
};

// A parsed page never changes, and the text of a part is asked for again with every part around it.
const rawTexts = new WeakMap<ParentNode, string>();
const texts = new WeakMap<Element, string>();

const dialogRoles = new Set(['dialog', 'alertdialog']);

/** Whether the element or one around it is marked as not shown at first: `hidden`, `aria-hidden` or a dialog. */
export const isHidden = (element: Element): boolean => hides(element) || isInside(element, hides);

const hides = (element: Element): boolean =>
  element.tagName === 'dialog' ||
  attribute(element, 'hidden') !== undefined ||
  attribute(element, 'aria-hidden') === 'true' ||
  dialogRoles.has(attribute(element, 'role') ?? '');
