import { ancestors, childElements, find, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { findText, nearestText, type TextHit } from '../site/find-text.ts';
import { isNavigation } from '../site/landmarks.ts';
import type { Change } from '../site/site.ts';
import { isQuoted, valueText } from '../understanding/wish.ts';
import { words } from '../understanding/vocabulary.ts';
import type { Capability, RemoveText } from './intent.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';
import { choosePlace } from './text-places.ts';

const kinds: readonly (readonly [RemoveText['kind'], string])[] = [
  [
    'menu',
    '(?:menu|nav(?:igation)?(?:bar)?) (?:item|entry|link|point)|(?:item|entry|link) (?:in|from) the (?:menu|nav(?:igation)?(?:bar)?)',
  ],
  ['section', 'section|block|part'],
  ['heading', 'heading|headline|title|h[1-6]'],
  ['button', 'button'],
  ['link', 'link'],
  ['any', 'text|words?|phrase|sentence|paragraph|line|label|caption'],
];
const request = new RegExp(`^(?:${words.remove})\\s+(?<what>.+?)[.!]?$`, 'i');
const leading = /^(?:the|my|our|this|that|all|every)\s+/i;
const called = '(?: (?:called|named|titled|labell?ed|(?:that|which) (?:says|reads)|saying|reading))?';

export const removeText: Capability<RemoveText> = {
  topics: ['remove', 'delete', 'drop', 'hide', 'section', 'paragraph', 'without'],

  examples: (site) => {
    const run =
      site.home &&
      find(
        site.home.body,
        (element) =>
          isHtml(element, 'p') &&
          textOf(element).length > 8 &&
          textOf(element).length < 90 &&
          childElements(element).length === 0,
      );
    const text = run && textOf(run);
    return text === undefined || /["“”]/.test(text) || findText(site.pages, text, () => true).length !== 1
      ? []
      : [`Remove the text "${text}"`];
  },

  recognise: (wish) => {
    const what = request.exec(wish.rest)?.groups?.['what']?.replace(/\s+from the (?:page|site|website)$/i, '');
    if (what === undefined) return [];
    const phrase = what.replace(leading, '');
    const where = { type: wish.scope.type === 'site' || /^(?:all|every)\s/i.test(what) ? 'all' : 'ask' } as const;
    const intent = (kind: RemoveText['kind'], old: string): RemoveText => ({
      type: 'remove-text',
      scope: wish.scope,
      kind,
      old: valueText(wish, old),
      where,
    });
    if (isQuoted(phrase)) return [{ intent: intent('any', phrase), score: 0.9 }];
    for (const [kind, names] of kinds) {
      const old = (
        new RegExp(`^(?:${names})${called}\\s+(?<old>.+)$`, 'i').exec(phrase) ??
        new RegExp(`^(?<old>.+?)\\s+(?:${names})$`, 'i').exec(phrase)
      )?.groups?.['old'];
      if (old !== undefined) return [{ intent: intent(kind, old), score: isQuoted(old) ? 0.92 : 0.6 }];
    }
    return [];
  },

  apply: (site, intent) => {
    const pages = pagesInScope(site, intent.scope, 'all');
    if (pages.length === 0) return noPage(site, intent.scope);
    const wanted = intent.kind === 'section' ? 'heading' : intent.kind;
    const found = findText(pages, intent.old, (hit) => wanted === 'any' || hit.role === wanted);
    if (found.length === 0) return { type: 'unable', reason: notFound(pages, intent) };
    const chosen = choosePlace(site, found, {
      where: intent.where,
      question: `"${intent.old}" stands in ${found.length} places. Which one shall go?`,
      choose: (where) => ({ ...intent, where }),
    });
    if (chosen.type === 'unclear') return chosen;
    const changes = site.pages.flatMap((page) =>
      remove(
        page,
        chosen.hits.filter((hit) => hit.page === page),
        intent,
      ),
    );
    if (changes.length === 0)
      return { type: 'unable', reason: `I find no section around "${intent.old}" that I could take out whole.` };
    return {
      type: 'done',
      changes,
      summary: `Removed ${intent.kind === 'section' ? 'the section ' : ''}"${intent.old}" from ${listPaths(changes.map(({ path }) => path))}.`,
    };
  },
};

const remove = (page: Page, hits: readonly TextHit[], { kind, old }: RemoveText): Change[] => {
  const targets = hits.flatMap((hit) => (kind === 'section' ? (sectionAround(hit) ?? []) : (elementOf(hit) ?? hit)));
  const distinct = [...new Set(targets)];
  if (distinct.length === 0) return [];
  const bytes = editPage(page, (source) => {
    for (const target of distinct) {
      if ('tagName' in target) cutElement(source, page, target);
      else rewriteRange(source, page, target, '');
    }
  });
  return [
    {
      path: page.path,
      bytes,
      detail: `Removed from ${page.path}: ${kind === 'section' ? 'the section ' : ''}"${old}"`,
    },
  ];
};

const shells = [
  'a',
  'li',
  'p',
  'blockquote',
  'button',
  'span',
  'strong',
  'em',
  'b',
  'i',
  'small',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
];

/** The outermost element that holds these words and nothing else: with the words it loses its purpose. */
const elementOf = ({ run, start, end }: TextHit): Element | undefined => {
  const words = run.text.slice(start, end);
  const span = run.inlines.find((one) => one.start === start && one.end === end)?.element;
  const own = start === 0 && end === run.text.length ? run.block : span;
  if (own === undefined || !isHtml(own, ...shells, 'div', 'td', 'figcaption') || hasPicture(own)) return undefined;
  const around = [...ancestors(own)];
  const limit = around.findIndex(
    (element) => !isHtml(element, ...shells) || textOf(element) !== words || hasPicture(element),
  );
  const outer = limit > 0 ? around[limit - 1] : own;
  return outer?.sourceCodeLocation?.endTag || isHtml(outer ?? own, 'li', 'p') ? outer : undefined;
};

const hasPicture = (element: Element): boolean =>
  find(element, (inner) => isHtml(inner, 'img', 'video', 'input', 'iframe', 'picture')) !== undefined;

// A section is the part that one heading heads: the nearest sectioning element that is not most of the page.
const sectionAround = ({ run, page }: TextHit): Element | undefined => {
  const section = [...ancestors(run.block)].find((element) => isHtml(element, 'section', 'article', 'aside'));
  const fits =
    section?.sourceCodeLocation?.endTag &&
    !isInside(section, isNavigation) &&
    find(section, (element) => isHtml(element, 'main', 'nav')) === undefined;
  return fits && textOf(section).length < textOf(page.body).length * 0.8 ? section : undefined;
};

const notFound = (pages: readonly Page[], { kind, old }: RemoveText): string => {
  const near = nearestText(pages, old);
  const what = kind === 'any' ? `the text "${old}"` : `a ${kind === 'menu' ? 'menu item' : kind} "${old}"`;
  return `I can't find ${what}.${near === undefined ? '' : ` The nearest is "${near}".`}`;
};
