import { parse, type CssNode, type Selector } from 'css-tree';
import { attribute, childElements, classesOf, isHtml, type Element } from '../html/elements.ts';

/** A selector's weight as browsers compare them: ids, classes, types. */
export type Specificity = readonly [ids: number, classes: number, types: number];

/**
 * Whether a selector (one without commas) can match an element in its resting state; undefined if it does not. What
 * cannot be told from the source alone (a pseudo-element, a state such as `:hover`) does not match.
 */
export const matchSelector = (selector: string, element: Element): Specificity | undefined => {
  const parsed = parsedSelector(selector);
  if (parsed === undefined) return undefined;
  const parts = [...parsed.children];
  return matchesFrom(parts, parts.length, element) ? weightOf(parts) : undefined;
};

const memo = new Map<string, Selector | undefined>();

const parsedSelector = (selector: string): Selector | undefined => {
  if (memo.has(selector)) return memo.get(selector);
  if (memo.size > 5000) memo.clear();
  let found: Selector | undefined;
  try {
    const node = parse(selector, { context: 'selector' });
    found = node.type === 'Selector' ? node : undefined;
  } catch {
    found = undefined;
  }
  memo.set(selector, found);
  return found;
};

/** Matches the compound that ends before `end`, and what stands before it against the elements around. */
const matchesFrom = (parts: readonly CssNode[], end: number, element: Element): boolean => {
  let start = end;
  while (start > 0 && parts[start - 1]?.type !== 'Combinator') start -= 1;
  if (!parts.slice(start, end).every((part) => matchesSimple(part, element))) return false;
  if (start === 0) return true;
  const combinator = parts[start - 1];
  const name = combinator?.type === 'Combinator' ? combinator.name : ' ';
  return relativesOf(name, element).some((relative) => matchesFrom(parts, start - 1, relative));
};

const relativesOf = (combinator: string, element: Element): Element[] => {
  const parent = element.parentNode !== null && 'tagName' in element.parentNode ? element.parentNode : undefined;
  if (combinator === '>') return parent === undefined ? [] : [parent];
  if (combinator === ' ') return parent === undefined ? [] : [parent, ...relativesOf(' ', parent)];
  const before = parent === undefined ? [] : childElements(parent).slice(0, childElements(parent).indexOf(element));
  return combinator === '+' ? before.slice(-1) : before;
};

const matchesSimple = (part: CssNode, element: Element): boolean => {
  switch (part.type) {
    case 'TypeSelector':
      return part.name === '*' || part.name.toLowerCase() === element.tagName;
    case 'ClassSelector':
      return classesOf(element).includes(part.name);
    case 'IdSelector':
      return attribute(element, 'id') === part.name;
    case 'AttributeSelector': {
      const value = attribute(element, part.name.name);
      const wanted =
        part.value === null ? undefined : part.value.type === 'String' ? part.value.value : part.value.name;
      if (value === undefined || wanted === undefined) return value !== undefined;
      return (
        {
          '=': value === wanted,
          '^=': value.startsWith(wanted),
          '$=': value.endsWith(wanted),
          '*=': value.includes(wanted),
          '~=': value.split(/\s+/).includes(wanted),
          '|=': value === wanted || value.startsWith(`${wanted}-`),
        }[part.matcher ?? '='] ?? false
      );
    }
    case 'PseudoClassSelector':
      return matchesPseudo(part.name.toLowerCase(), element);
    default:
      return false;
  }
};

const matchesPseudo = (name: string, element: Element): boolean => {
  const siblings =
    element.parentNode !== null && 'tagName' in element.parentNode ? childElements(element.parentNode) : [element];
  if (name === 'root') return isHtml(element, 'html');
  if (name === 'first-child') return siblings[0] === element;
  if (name === 'last-child') return siblings.at(-1) === element;
  if (name === 'link' || name === 'any-link') return isHtml(element, 'a') && attribute(element, 'href') !== undefined;
  return false;
};

const weightOf = (parts: readonly CssNode[]): Specificity => [
  parts.filter(({ type }) => type === 'IdSelector').length,
  parts.filter(({ type }) => type === 'ClassSelector' || type === 'AttributeSelector' || type === 'PseudoClassSelector')
    .length,
  parts.filter((part) => part.type === 'TypeSelector' && part.name !== '*').length,
];
