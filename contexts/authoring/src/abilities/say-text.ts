import { setAttribute } from '../html/attributes.ts';
import { attribute, descendants, isHtml, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { rewriteElement, rewriteRange } from '../html/rewrite-text.ts';
import { textRuns } from '../html/text-runs.ts';
import { candidatesFor, type Candidate } from '../outline/resolve.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import type { Thing } from '../outline/thing.ts';
import { findText, type TextHit } from '../site/find-text.ts';
import type { Site } from '../site/site.ts';
import { sayingsOf, type Saying } from '../understanding/assignments.ts';
import { isManner } from '../understanding/not-words.ts';
import { ordinal } from '../understanding/ordinals.ts';
import { soleQuote, spokenText } from '../understanding/quotes.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { tellingTokens } from '../understanding/tokens.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import { unable, type Ability, type Attempt, type Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { searchSite } from './pages-searched.ts';
import { withTwins } from './twins.ts';

/** Lets something on a page say other words: a heading, a button, a paragraph, a part of a sentence, a field's hint. */
export const sayText: Ability = {
  topics: ['text', 'say', 'change', 'heading', 'button', 'label', 'rename', 'call', 'instead', 'write', 'paragraph'],

  examples: () => [],

  read: (wish, site) => [
    ...sayingsOf(wish.clause).flatMap((saying) => proposals(saying, wish, site)),
    ...pickedProposals(wish, site),
  ],
};

const proposals = (saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const value = cleanWords(wish, saying.value);
  if (value === '' || (!isQuoted(saying.value) && (isLook(value) || isOrder(saying.value)))) return [];
  if (saying.old !== undefined) return replacePart(saying.old, saying, wish, site);
  const target = readTarget(saying.target, wish.quotes);
  // "T is V" and the like say something of the page more often than for it.
  if (saying.score < 0.8 && !isQuoted(saying.value) && target.kinds.length === 0) return [];
  if (target.tokens.length + target.literals.length > 9) return [];
  // Words for a page begin like a sentence or a name, or are few; a description of a wish does neither.
  if (!isQuoted(saying.value) && /^[a-z]/.test(value) && value.split(' ').length > 3 && !isSpoken(target)) return [];
  const sole = soleQuote(saying.target.replace(/[.,;!?]+$/, ''), wish.quotes);
  if (sole !== undefined) return replacePart(saying.target, { ...saying, target: '' }, wish, site);
  const candidates = searchSite(site, wish, target, { accept: saysSomething });
  const [best] = candidates;
  const found: Proposal[] = [];
  if (best !== undefined && namesWhole(best, target)) {
    found.push({
      score: saying.score * certainty(best, saying),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say "${value}"?`,
          none: `I find no ${target.said}.`,
          all: target.all,
          act: (things) => sayIn(site, withTwins(site, wish, things), target, saying, wish),
        }),
    });
  }
  const spoken = spokenText(saying.target, wish.quotes).replace(/^(?:the|my|our|a|an) /i, '');
  if (target.literals.length === 0 && spoken.length > 2) {
    const hits = hitsOf(site, wish, spoken);
    if (hits.some((hit) => hit.run.text.length > hit.end - hit.start))
      found.push(...replacePart(saying.target, { ...saying, target: '', score: saying.score * 0.9 }, wish, site));
  }
  return found;
};

const notWords =
  /^(?:bigger|smaller|larger|bold|italic|red|blue|green|black|white|yellow|centred|centered|left|right|first|last|it|that|this|there|gone|removed|deleted|wrong|ugly|old|outdated|missing|too \w+|so \w+)$/i;

const isSpoken = ({ kinds }: Target): boolean =>
  kinds.some(
    (kind) =>
      kind === 'heading' || kind === 'subtitle' || kind === 'paragraph' || kind === 'button' || kind === 'entry',
  );

/** The rest of the sentence is a wish of another kind and not words for the page. */
const isOrder = (value: string): boolean =>
  /^(?:leave|remove|delete|drop|add|move|put|take|replace|change|swap|align|give|the same|it (?:should|must)|let it|goes? to|i (?:want|would|like|need))\b/.test(
    value,
  ) || /\b(?:instead of|in place of|out with it|throw it|away)\b|⇒/.test(value);

/** What is asked for is a way to look and not words. */
const isLook = (value: string): boolean => notWords.test(value) || isManner(value);

/** Whether a phrase means a thing as a whole: by its kind, by a quoted part, or by most of what it says. */
const namesWhole = ({ element, score }: Candidate, { kinds, literals, tokens }: Target): boolean => {
  if (kinds.length > 0 || literals.length > 0 || score >= 1.3) return true;
  const said = tellingTokens(textOf(element));
  return said.filter((word) => tokens.includes(word)).length >= 0.6 * said.length;
};

/** An unsure form of words is believed only if it speaks of something that is surely on the page. */
const certainty = ({ score }: Candidate, saying: Saying): number => {
  const found = Math.min(1, score);
  return saying.score < 0.8 ? found * found * found : found;
};

const blocks = new Set([
  'div',
  'p',
  'ul',
  'ol',
  'li',
  'section',
  'article',
  'table',
  'tr',
  'form',
  'nav',
  'header',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'dl',
  'main',
  'aside',
  'select',
]);

/** Shows words of its own, and one text only. */
const saysSomething = (element: Element): boolean =>
  (textOf(element) !== '' &&
    !isHtml(element, 'select') &&
    ![...descendants(element)].some((inner) => blocks.has(inner.tagName) && textOf(inner) !== '')) ||
  attribute(element, 'placeholder') !== undefined ||
  (isHtml(element, 'input') && attribute(element, 'value') !== undefined);

/** Words that stand somewhere become others; `target` says where, if it says anything. */
const replacePart = (old: string, saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const was = valueText(wish, old.replace(/^(?:the (?:words?|text|name|phrase|old) )/i, ''));
  // "Change it to …" names no words that could stand on the page.
  if (!isQuoted(old) && tellingTokens(was).length === 0) return [];
  const value = cleanWords(wish, saying.value);
  const context = readTarget(saying.target, wish.quotes);
  const hits = nearest(site, hitsOf(site, wish, was), context, wish);
  const candidates = hits.map(({ hit, score }) => ({ page: hit.page, element: holderOf(hit), score, hit }));
  if (candidates.length === 0) return inAttributes(was, saying, wish, site);
  const top = Math.max(...candidates.map(({ score }) => score));
  return [
    {
      score: saying.score * Math.min(1, 0.8 + top * 0.2),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `"${was}" stands in several places. Which one shall say "${value}"?`,
          none: `I can't find "${was}".`,
          all: wish.scope.type === 'site' || context.all,
          act: (things) => {
            const meant = withTwins(site, wish, things);
            return editThings(site, meant, `Changed "${was}" to "${value}"`, (source, page, element) => {
              const inside = candidates.filter((one) => one.element === element).map(({ hit }) => hit);
              const own = inside.length > 0 ? inside : findText([page], was, (hit) => holderOf(hit) === element);
              for (const hit of own)
                rewriteRange(
                  source,
                  page,
                  hit,
                  withEnding(value, hit.run.text.slice(hit.start, hit.end), wish, saying),
                );
            });
          },
        }),
    },
  ];
};

const inAttributes = (was: string, saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const target = { ...readTarget(saying.target, wish.quotes), literals: [was] };
  const value = cleanWords(wish, saying.value);
  const candidates = searchSite(
    site,
    wish,
    { ...target, kinds: [] },
    { accept: (element) => hintOf(element) !== undefined },
  );
  const [best] = candidates;
  if (best === undefined) return [];
  return [
    {
      score: saying.score * Math.min(1, best.score),
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall say "${value}"?`,
          none: `I can't find "${was}".`,
          all: wish.scope.type === 'site',
          act: (things) => sayIn(site, withTwins(site, wish, things), target, saying, wish),
        }),
    },
  ];
};

/** The attribute in which a field shows words. */
const hintOf = (element: Element): string | undefined => {
  if (!isHtml(element, 'input', 'textarea')) return undefined;
  if (/^(?:submit|button|reset)$/.test(attribute(element, 'type') ?? '')) return 'value';
  return attribute(element, 'placeholder') === undefined ? undefined : 'placeholder';
};

const hitsOf = (site: Site, wish: Wish, words: string): readonly TextHit[] => {
  const everywhere = (pages: readonly Page[]): readonly TextHit[] => findText(pages, words, () => true);
  switch (wish.scope.type) {
    case 'page':
      return everywhere(site.pages.filter(({ path }) => wish.scope.type === 'page' && path === wish.scope.page.path));
    case 'unknown':
      return [];
    default:
      return everywhere(site.pages);
  }
};

/** How well each place of some words fits what was said about where they stand. */
const nearest = (
  _site: Site,
  hits: readonly TextHit[],
  context: Target,
  wish: Wish,
): readonly { hit: TextHit; score: number }[] => {
  if (hits.length === 0) return [];
  const holders = new Map(hits.map((hit) => [holderOf(hit), hit]));
  if (
    context.tokens.length + context.hints.length + context.kinds.length + context.literals.length === 0 &&
    context.position === undefined
  )
    return hits.map((hit) => ({
      hit,
      score: wish.scope.type === 'unsaid' && hit.role === 'menu' && hits.some(({ role }) => role !== 'menu') ? 0.9 : 1,
    }));
  const scored = candidatesFor(
    [...new Set(hits.map(({ page }) => page))],
    { ...context, literals: [] },
    { accept: (element) => holders.has(element), around: true },
  );
  const loose =
    scored.length > 0
      ? scored
      : candidatesFor(
          [...new Set(hits.map(({ page }) => page))],
          { ...context, literals: [], kinds: [] },
          { accept: (element) => holders.has(element), around: true },
        );
  if (loose.length === 0) return hits.map((hit) => ({ hit, score: hits.length === 1 ? 0.7 : 0.2 }));
  return loose.flatMap(({ element, score }) => {
    const hit = holders.get(element);
    return hit === undefined ? [] : [{ hit, score }];
  });
};

/** The innermost element that holds a place in the text. */
const holderOf = ({ run, start, end }: TextHit): Element =>
  run.inlines
    .filter((span) => span.start <= start && span.end >= end)
    .toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]?.element ?? run.block;

const sayIn = (site: Site, things: readonly Thing[], target: Target, saying: Saying, wish: Wish): Attempt => {
  const value = cleanWords(wish, saying.value);
  const refused = things.map((thing) => placeIn(thing, target)).find((one) => typeof one === 'string');
  if (typeof refused === 'string') return unable(refused);
  return editThings(site, things, `Changed ${target.said} to "${value}"`, (source, page, element) => {
    const hint = hintOf(element);
    if (hint !== undefined) return setAttribute(source, page, element, hint, value);
    const place = placeIn({ page, element }, target);
    if (typeof place === 'string') return undefined;
    if ('run' in place)
      return rewriteRange(
        source,
        page,
        place,
        withEnding(value, place.run.text.slice(place.start, place.end), wish, saying),
      );
    return rewriteElement(source, page, place, withEnding(value, textOf(place), wish, saying));
  });
};

/** Where in a thing the words go: the part that was quoted, or the whole of what it says; else why there is no telling. */
const placeIn = (
  { page, element }: Thing,
  { literals }: Target,
): Element | Pick<TextHit, 'run' | 'start' | 'end'> | string => {
  if (hintOf(element) !== undefined) return element;
  const [literal] = literals;
  const runs = textRuns(page, element);
  if (literal !== undefined) {
    const [hit] = findText(
      [page],
      literal,
      (one) => runs.some((run) => run.text === one.run.text) && within(one.run.block, element),
    );
    if (hit !== undefined) return hit;
  }
  if (runs.length <= 1 || kindsOf(element).has('heading') || isHtml(element, 'p')) return element;
  return `There is more than one text in "${textOf(element).slice(0, 60)}". Say which words shall change.`;
};

const within = (inner: Element, outer: Element): boolean => {
  for (
    let at: Element | null = inner;
    at !== null;
    at = at.parentNode && 'tagName' in at.parentNode ? at.parentNode : null
  )
    if (at === outer) return true;
  return false;
};

const cleanWords = (wish: Wish, piece: string): string => valueText(wish, piece);

/** A sentence keeps its full stop where it takes the place of a sentence. */
const withEnding = (value: string, old: string, wish: Wish, saying: Saying): string => {
  const said = spokenText(saying.value, wish.quotes).trim();
  return soleQuote(saying.value.trim(), wish.quotes) === undefined && said === `${value}.` && /[.!?…]$/.test(old.trim())
    ? said
    : value;
};

/** With something picked, words alone are enough. */
const pickedProposals = (wish: Wish, site: Site): Proposal[] => {
  const [picked] = wish.picked;
  if (picked === undefined) return [];
  const said =
    /^(?:(?:just|write|put|say|make it|make this|make that|change (?:it|this|that) to|it should (?:say|read)|should (?:say|read|be)|(?:the )?(?:text|words?|bit|part)? ?(?:here )?should (?:be|say)|(?:it|this) (?:should|must|shall) (?:be|say|read))\s+)*(?<value>[\uE000-\uEFFF])(?:\s+(?:here|there|instead|please))*[.!]?$/i.exec(
      wish.clause,
    )?.groups?.['value'];
  if (said === undefined) return countedPick(wish, site);
  const target = readTarget('', wish.quotes);
  return [{ score: 0.9, attempt: () => sayIn(site, wish.picked, target, { target: '', value: said, score: 1 }, wish) }];
};

/** "First one: …" of several that are picked. */
const countedPick = (wish: Wish, site: Site): Proposal[] => {
  const groups =
    /^(?:the )?(?<count>\w+)(?: one)?\s*(?::|=|⇒|to|should (?:be|say))?\s*(?<value>[\uE000-\uEFFF])[,.]*$/i.exec(
      wish.clause,
    )?.groups;
  const position = ordinal((groups?.['count'] ?? '').toLowerCase());
  const thing = position === undefined ? undefined : wish.picked.at(position > 0 ? position - 1 : position);
  const value = groups?.['value'] ?? '';
  return thing === undefined
    ? []
    : [
        {
          score: 0.97,
          attempt: () => sayIn(site, [thing], readTarget('', wish.quotes), { target: '', value, score: 1 }, wish),
        },
      ];
};
