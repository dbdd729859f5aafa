import { ancestors, attribute, childElements, classesOf, descendants, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';

/**
 * A selector that matches exactly these elements on all pages of the site: by id, by classes they alone have, or by
 * their place under an id; undefined if only their pages could tell them apart.
 */
export const selectorFor = (site: Site, things: readonly Thing[]): string | undefined => {
  const wanted = new Set(things.map(({ element }) => element));
  const [first] = things;
  if (first === undefined) return undefined;
  const exact = (selects: (element: Element) => boolean): boolean =>
    site.pages.every((page) =>
      [...descendants(page.body)].every((element) => selects(element) === wanted.has(element)),
    );
  if (wanted.size === 1) return pathTo(site, first);
  const shared = classesOf(first.element).filter((name) =>
    [...wanted].every((element) => classesOf(element).includes(name)),
  );
  const tag = first.element.tagName;
  if ([...wanted].every((element) => element.tagName === tag)) {
    if (exact((element) => element.tagName === tag)) return tag;
    for (const name of shared)
      if (exact((element) => element.tagName === tag && classesOf(element).includes(name)))
        return `${tag}.${escape(name)}`;
    if (
      shared.length > 0 &&
      exact((element) => element.tagName === tag && shared.every((name) => classesOf(element).includes(name)))
    )
      return `${tag}${shared.map((name) => `.${escape(name)}`).join('')}`;
  }
  const common = commonAncestor(things);
  if (common !== undefined && [...wanted].every((element) => element.tagName === tag)) {
    const inside = [...descendants(common)].filter((element) => element.tagName === tag);
    const way = inside.length === wanted.size ? pathTo(site, { page: first.page, element: common }) : undefined;
    if (way !== undefined) return `${way} ${tag}`;
  }
  const paths = [...new Set(things.map((thing) => pathTo(site, thing)))];
  return paths.some((path) => path === undefined) ? undefined : paths.join(', ');
};

/** The innermost element around things of one page. */
const commonAncestor = ([first, ...others]: readonly Thing[]): Element | undefined =>
  first === undefined || others.length === 0 || others.some(({ page }) => page !== first.page)
    ? undefined
    : [...ancestors(first.element)].find((outer) =>
        others.every(({ element }) => [...ancestors(element)].includes(outer)),
      );

/** The way to one element from the nearest id around it, or from the body. */
const pathTo = (site: Site, { page, element }: Thing): string | undefined => {
  const steps: string[] = [];
  for (let at = element; ;) {
    const id = attribute(at, 'id');
    if (id !== undefined && /^[\w-]+$/.test(id) && !/^\d/.test(id)) {
      steps.unshift(`#${id}`);
      break;
    }
    if (at.tagName === 'body') {
      steps.unshift('body');
      break;
    }
    const parent: Element['parentNode'] = at.parentNode;
    if (parent === null || !('tagName' in parent)) return undefined;
    steps.unshift(`${at.tagName}:nth-child(${childElements(parent).indexOf(at) + 1})`);
    at = parent;
  }
  const selector = steps.join(' > ');
  const elsewhere = site.pages.some((other) => other !== page && reaches(other, steps));
  return elsewhere ? undefined : selector;
};

/** Whether the same way leads to something on another page. */
const reaches = (page: Page, [start = '', ...steps]: readonly string[]): boolean => {
  let at: Element | undefined =
    start === 'body'
      ? page.body
      : [...descendants(page.body)].find((element) => `#${attribute(element, 'id') ?? ''}` === start);
  for (const step of steps) {
    const [, tag, position] = /^([\w-]+):nth-child\((\d+)\)$/.exec(step) ?? [];
    const next: Element | undefined = at && childElements(at)[Number(position) - 1];
    at = next?.tagName === tag ? next : undefined;
  }
  return at !== undefined;
};

const escape = (name: string): string => name.replace(/[^\w-]/g, (character) => `\\${character}`);
