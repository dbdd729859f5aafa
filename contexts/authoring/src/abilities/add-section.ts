import { MagicString } from 'magic-string';
import { removeAttribute, setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, textOf, type Element } from '../html/elements.ts';
import { lineStart } from '../html/head.ts';
import { editPage, escapeText, type Page } from '../html/page.ts';
import { rewriteElement } from '../html/rewrite-text.ts';
import { blockOf } from '../outline/blocks.ts';
import { bestOf, candidatesFor } from '../outline/resolve.ts';
import type { Site } from '../site/site.ts';
import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { plainClauses } from '../understanding/plain-clauses.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { done } from './edit-things.ts';

const q = '[\\uE000-\\uEFFF]';
const forms: readonly RegExp[] = [
  new RegExp(
    `^(?<place>(?:between|after|before|below|above|under|behind)\\s+.+?),?\\s+(?:please )?(?:i|we)?\\s*(?:would like|'d like|want|need|add|insert|put|create|make)\\s+(?:an?|another|a new)?\\s*(?:new |little |small |short )*section\\s+(?:called |named |titled |with the heading |")?(?<name>${q}|\\p{Lu}[\\w&' -]*?)(?<rest>[.,:;]?\\s+.*|[.]?)$`,
    'iu',
  ),
  new RegExp(
    `^(?:please )?(?:add|insert|put|create|make|i want|we need|i need|i would like)\\s+(?:an?|another|a new)?\\s*(?:new |little |small |short )*section\\s+(?:called |named |titled |with the heading |headed )?(?<name>${q}|\\p{Lu}[\\w&' -]*?)(?<rest>[.,:;]?\\s+.*|[.]?)$`,
    'iu',
  ),
];

/** Adds a section with a heading and a text, made like the ones that the page has. */
export const addSection: Ability = {
  topics: ['section', 'add', 'part', 'block'],

  examples: () => [],

  read: (wish, site) =>
    plainClauses(wish.clause)
      .flatMap((clause) => fromClause(clause, wish, site))
      .slice(0, 1),
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const groups = forms.map((form) => form.exec(clause)?.groups).find((found) => found !== undefined);
  const page =
    wish.scope.type === 'page'
      ? site.pages.find(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path)
      : site.home;
  if (groups === undefined || page === undefined) return [];
  const { name = '', rest = '', place: said = '' } = groups;
  const text =
    new RegExp(`(?<text>${q})`).exec(rest)?.groups?.['text'] ??
    /(?:sentence is enough|text|saying|says|just|:)\s*:?\s*(?<text>[^:]+)$/i.exec(rest)?.groups?.['text'];
  if (text === undefined) return [];
  const words = valueText(wish, text.trim());
  const place = readPlace(
    `x ${
      said === ''
        ? rest
            .replace(text, '')
            .replace(/\s+(?:with|and|saying).*$/i, '')
            .trim()
        : said
    }`,
  )?.place;
  return [
    {
      score: 0.93,
      attempt: () =>
        add(
          page,
          {
            heading: valueText(wish, name),
            text: /[.!?]$/.test(text.trim()) && !words.endsWith('.') && text.trim().endsWith('.') ? `${words}.` : words,
          },
          place,
          wish,
        ),
    },
  ];
};

const add = (
  page: Page,
  content: { heading: string; text: string },
  place: SaidPlace | undefined,
  wish: Wish,
): Attempt => {
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
  const markup = copyOf(page, model ?? [], content.heading, `<p>${escapeText(page, content.text)}</p>`);
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
