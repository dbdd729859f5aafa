import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, textOf, type Element } from '../html/elements.ts';
import { lineStart } from '../html/head.ts';
import { editPage, escapeText, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { blockOf } from '../outline/blocks.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import { isHeaded } from '../site/landmarks.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt } from './ability.ts';
import { readSection, type NewSection } from './new-section.ts';
import { pagesMeant } from './pages-searched.ts';
import { done } from './edit-things.ts';

/** Adds a section with a heading and a text or a list, made like the ones that the page has. */
export const addSection: Ability = {
  topics: ['section', 'add', 'part', 'block'],

  examples: () => [],

  read: (wish, site) => {
    const page = wish.scope.type === 'page' ? pagesMeant(site, wish)[0] : site.home;
    if (page === undefined || wish.scope.type === 'unknown') return [];
    return (
      [wish.clause, ...plainClauses(wish.clause)]
        .flatMap((clause) => readSection(clause, wish) ?? [])
        .slice(0, 1)
        // What is there already is put somewhere and not made.
        .filter(({ heading }) => !/^put\b/i.test(wish.clause) || !isHeaded(page, heading))
        .map((section) => ({ score: 0.96, attempt: () => add(page, section, wish) }))
    );
  },
};

const add = (page: Page, content: NewSection, wish: Wish): Attempt => {
  const { place } = content;
  const find = (phrase: string): readonly Element[] | undefined => {
    const [found] = bestOf(
      candidatesFor([page], { ...readTarget(phrase, wish.quotes), kinds: ['section', 'heading'] }),
    );
    return found === undefined ? undefined : blockOf(found.element).elements;
  };
  const beside = place === undefined || place.by === '' ? undefined : find(place.by);
  const model = beside ?? sectionsOf(page).at(-1);
  const [first] = model ?? [];
  const last = model?.at(-1);
  if (first === undefined || last === undefined || (place !== undefined && place.by !== '' && beside === undefined))
    return unable('I find no place for a new section there.');
  const markup = copyOf(page, model ?? [], content.heading, contentOf(page, content));
  const before = place?.side === 'before' || place?.side === 'start-of';
  const bytes = editPage(page, (source) => {
    const [start, end] = [first.sourceCodeLocation, last.sourceCodeLocation];
    if (!start || !end) return;
    const gap = lineStart(page, start.startOffset);
    const comment = /(?:<!--(?:(?!-->)[\s\S])*-->\s*)$/.exec(page.text.slice(0, start.startOffset))?.[0].length ?? 0;
    if (before) source.appendLeft(start.startOffset - comment, `${markup}${gap}`);
    else
      source.appendLeft(
        end.startOffset + page.text.slice(end.startOffset, end.endOffset).trimEnd().length,
        `${gap}${markup}`,
      );
  });
  return done(
    [{ path: page.path, bytes, detail: `${page.path}: added the section "${content.heading}"` }],
    `Added the section "${content.heading}"`,
  );
};

const contentOf = (page: Page, { text, items }: NewSection): string =>
  [
    ...(text === undefined ? [] : [`<p>${escapeText(page, text)}</p>`]),
    ...(items.length === 0 ? [] : [`<ul>${items.map((item) => `<li>${escapeText(page, item)}</li>`).join('')}</ul>`]),
  ].join('\n');

export const sectionsOf = (page: Page): (readonly Element[])[] =>
  [...descendants(page.body)]
    .filter((element) => /^h[2-3]$/.test(element.tagName) && textOf(element) !== '')
    .map((heading) => blockOf(heading).elements);

/** A section's own frame and heading with `content` as all that it holds; where there is no frame, heading and content. */
export const copyOf = (page: Page, model: readonly Element[], heading: string, content: string): string => {
  const [frame] = model;
  const title = model
    .flatMap((element) => [element, ...descendants(element)])
    .find((element) => /^h[1-6]$/.test(element.tagName));
  if (frame === undefined || title === undefined) return `<h2>${escapeText(page, heading)}</h2>\n${content}`;
  const scratch = new MagicString(page.text);
  rewriteElement(scratch, page, title, heading);
  if (attribute(title, 'id') !== undefined) setAttribute(scratch, page, title, 'id', slug(heading));
  const titleSource = sourceOf(scratch, title);
  if (model.length > 1 || title === frame)
    return `${titleSource}${lineStart(page, title.sourceCodeLocation?.startOffset ?? 0)}${content}`;
  const tags = wrappers(frame, title).map((element) => {
    const place = element.sourceCodeLocation?.startTag;
    const own = new MagicString(page.text);
    if (attribute(element, 'id') !== undefined) {
      if (element === frame) setAttribute(own, page, element, 'id', slug(heading));
      else removeAttribute(own, page, element, 'id');
    }
    return {
      open: place ? own.slice(place.startOffset, place.endOffset) : `<${element.tagName}>`,
      close: `</${element.tagName}>`,
    };
  });
  const gap = lineStart(page, frame.sourceCodeLocation?.startOffset ?? 0);
  return [...tags.map(({ open }) => open), titleSource, content, ...tags.toReversed().map(({ close }) => close)].join(
    gap,
  );
};

const wrappers = (frame: Element, title: Element): Element[] => {
  const chain: Element[] = [];
  for (let at = title.parentNode; at !== null && isHtml(at); at = at.parentNode) {
    chain.unshift(at);
    if (at === frame) break;
  }
  return chain;
};

const sourceOf = (scratch: MagicString, element: Element): string => {
  const place = element.sourceCodeLocation;
  return place ? scratch.slice(place.startOffset, place.endOffset) : '';
};

const slug = (text: string): string => tokens(text).join('-') || 'section';

const tokens = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
