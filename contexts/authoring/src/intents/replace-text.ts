import { textOf } from '../html/elements.ts';
import { editPage, type Page } from '../html/page.ts';
import { rewriteRange } from '../html/rewrite-text.ts';
import { findEverywhere, findText, nearestText, type TextHit } from '../site/find-text.ts';
import { headingsOf } from '../site/landmarks.ts';
import type { Change, Site } from '../site/site.ts';
import { assignmentsOf, isQuoted, valueText, type Assignment, type Wish } from '../understanding/wish.ts';
import { isForPage } from '../understanding/for-page.ts';
import { quoted } from '../understanding/quotes.ts';
import { words } from '../understanding/vocabulary.ts';
import type { Capability, Performance, Reading, ReplaceText, TextKind } from './intent.ts';
import { replaceInHead } from './replace-in-head.ts';
import { listPaths, noPage, pagesInScope } from './pages-in-scope.ts';
import { choosePlace } from './text-places.ts';

const kinds: readonly (readonly [TextKind, string])[] = [
  [
    'menu',
    '(?:menu|nav(?:igation)?(?:bar)?) (?:item|entry|link|point|label|text)|(?:item|entry|link) in the (?:menu|nav(?:igation|bar)?)',
  ],
  ['heading', '(?:section |sub)?(?:heading|headline|header|title)|h[1-6]'],
  ['button', '(?:button|cta|call[- ]to[- ]action)(?: text| label)?'],
  ['link', 'link(?: text)?'],
  ['footer', 'footer(?: text| link)?'],
  ['any', 'text|words?|phrase|sentence|paragraph|line|label|caption|copy|string|bit|part'],
];
const saying = '(?: (?:called|named|titled|labell?ed|(?:that|which) (?:says|reads)|saying|reading|text))?';
const every =
  /^(?:all|every|each|any)(?: (?:the )?(?:occurrences?|instances?|mentions?|places?|appearances?)(?: of)?)?\s+/i;
const fromTo = new RegExp(
  `^(?:${words.change})\\s+(?:the\\s+)?(?<kind>.*?)\\s*\\bfrom\\s+(?<old>.+?)\\s+(?:to|into)\\s+(?<fresh>.+)$`,
  'i',
);

export const replaceText: Capability<ReplaceText> = {
  topics: [
    'text',
    'replace',
    'change',
    'word',
    'words',
    'paragraph',
    'sentence',
    'button',
    'link',
    'label',
    'rename',
    'menu',
  ],

  examples: (site) => {
    const headings = site.home ? headingsOf(site.home).map(textOf) : [];
    const unique = headings.find(
      (text) => text.length < 60 && !/["“”]/.test(text) && findText(site.pages, text, () => true).length === 1,
    );
    return unique === undefined ? [] : [`Replace "${unique}" with "Something new"`];
  },

  recognise: (wish) => {
    const moved = fromTo.exec(wish.rest)?.groups;
    const readings = assignmentsOf(wish)
      .filter(({ value }) => isForPage(value))
      .flatMap((assignment) => readAssignment(assignment, wish));
    if (moved === undefined || !isForPage(moved['fresh'] ?? '')) return readings;
    const kind = kindNamed((moved['kind'] ?? '').toLowerCase()) ?? 'any';
    return [
      ...readings,
      reading(wish, { kind, old: moved['old'] ?? '', fresh: moved['fresh'] ?? '', all: false }, 0.97),
    ];
  },

  apply: (site, intent) => {
    const pages = pagesInScope(site, intent.scope, 'all');
    if (pages.length === 0) return noPage(site, intent.scope);
    const accept = (hit: TextHit): boolean => intent.kind === 'any' || hit.role === intent.kind;
    const find = intent.where.type === 'all' ? findEverywhere : findText;
    const found = find(pages, intent.old, accept);
    if (found.length === 0) return { type: 'unable', reason: notFound(pages, intent) };
    const open = found.filter(({ run, start, end }) => run.text.slice(start, end) !== intent.words);
    if (open.length === 0) return { type: 'unable', reason: `It already says "${intent.words}".`, already: true };
    return choose(site, intent, open);
  },
};

const choose = (site: Site, intent: ReplaceText, open: readonly TextHit[]): Performance => {
  const question = `"${intent.old}" stands in ${open.length} places. Which one shall say "${intent.words}"?`;
  const found = choosePlace(site, open, { where: intent.where, question, choose: (where) => ({ ...intent, where }) });
  return found.type === 'unclear' ? found : rewriteAll(site, intent, found.hits);
};

const rewriteAll = (site: Site, intent: ReplaceText, hits: readonly TextHit[]): Performance => {
  const changes = site.pages.flatMap((page) =>
    rewrite(
      page,
      hits.filter((hit) => hit.page === page),
      intent,
    ),
  );
  const paths = listPaths(changes.map(({ path }) => path));
  const times = hits.length > 1 ? `, ${hits.length} places` : '';
  return { type: 'done', changes, summary: `Changed "${intent.old}" to "${intent.words}" in ${paths}${times}.` };
};

const rewrite = (page: Page, hits: readonly TextHit[], { where, kind, words: fresh }: ReplaceText): Change[] => {
  const [first] = hits;
  if (first === undefined) return [];
  const old = first.run.text.slice(first.start, first.end);
  const bytes = editPage(page, (source) => {
    for (const hit of hits) rewriteRange(source, page, hit, fresh);
    if (where.type === 'all' && kind === 'any') replaceInHead(source, page, old, fresh);
  });
  const times = hits.length > 1 ? ` in ${hits.length} places` : '';
  return [{ path: page.path, bytes, detail: `Changed in ${page.path}: "${old}" to "${fresh}"${times}` }];
};

const readAssignment = ({ verb, target, value, loose }: Assignment, wish: Wish): Reading<ReplaceText>[] => {
  const all = every.test(target);
  const phrase = target
    .replace(every, '')
    .replace(new RegExp(`^(?:${words.the})\\s+`, 'i'), '')
    .trim();
  if (isQuoted(phrase))
    return loose && !isQuoted(value) ? [] : [reading(wish, { kind: 'any', old: phrase, fresh: value, all }, 0.9)];
  if (loose) return [];
  for (const [kind, names] of kinds) {
    const before = new RegExp(`^(?:${names})${saying}\\s+(?<old>.+)$`, 'i').exec(phrase);
    const after = new RegExp(`^(?<old>.+?)\\s+(?:${names})$`, 'i').exec(phrase);
    const old = (before ?? after)?.groups?.['old'];
    if (old !== undefined) return [reading(wish, { kind, old, fresh: value, all }, isQuoted(old) ? 0.92 : 0.6)];
  }
  // What begins in lower case and goes on is what somebody wishes for, not what a page shall say.
  if (!isQuoted(value) && /^\p{Ll}/u.test(value) && value.split(' ').length > 3 && !new RegExp(quoted).test(phrase))
    return [];
  if (wish.scope.type === 'site' && /^\p{Lu}[^,;:]*$/u.test(target) && target.split(' ').length < 5)
    return [reading(wish, { kind: 'any', old: target, fresh: value, all: true }, 0.93)];
  const replaces = new RegExp(`^(?:${words.replace}|rename|reword|rewrite)$`).test(verb);
  const score = replaces || new RegExp(quoted).test(phrase) ? 0.5 : 0.4;
  return [reading(wish, { kind: 'any', old: target.replace(every, ''), fresh: value, all }, score)];
};

interface Swap {
  readonly kind: TextKind;
  readonly old: string;
  readonly fresh: string;
  readonly all: boolean;
}

const reading = (wish: Wish, { kind, old, fresh, all }: Swap, score: number): Reading<ReplaceText> => ({
  intent: {
    type: 'replace-text',
    scope: wish.scope,
    kind,
    old: valueText(wish, old),
    words: valueText(wish, fresh.replace(/\s+\((?:in|on|at|of|not|the|only)\b[^()]*\)[.!]*$/i, '')),
    where: { type: all || wish.scope.type === 'site' ? 'all' : 'ask' },
  },
  score,
});

const kindNamed = (phrase: string): TextKind | undefined =>
  kinds.find(([, names]) => new RegExp(`^(?:${names})$`).test(phrase))?.[0];

const notFound = (pages: readonly Page[], { kind, old }: ReplaceText): string => {
  const what = kind === 'any' ? `the text "${old}"` : `a ${kind === 'menu' ? 'menu item' : kind} that says "${old}"`;
  const where = pages.length === 1 ? `in ${listPaths(pages.map(({ path }) => path))}` : 'on this site';
  const near = nearestText(pages, old);
  return `I can't find ${what} ${where}.${near === undefined ? '' : ` The nearest is "${near}".`}`;
};
