import { attribute, descendants, isHtml, textOf, type Element } from '../html/elements.ts';
import type { Candidate } from '../outline/resolve.ts';
import type { Site } from '../site/site.ts';
import { sayingsOf, type Saying } from '../understanding/assignments.ts';
import { isManner } from '../understanding/not-words.ts';
import { soleQuote, spokenText } from '../understanding/quotes.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import { tellingTokens } from '../understanding/tokens.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { searchSite } from './pages-searched.ts';
import { hitsOf, replacePart } from './replace-words.ts';
import { withTwins } from './twins.ts';
import { wordsForPicked } from './words-for-picked.ts';
import { sayIn } from './write-words.ts';

/** Lets something on a page say other words: a heading, a button, a paragraph, a part of a sentence, a field's hint. */
export const sayText: Ability = {
  topics: ['text', 'say', 'change', 'heading', 'button', 'label', 'rename', 'call', 'instead', 'write', 'paragraph'],

  examples: () => [],

  read: (wish, site) => [
    ...sayingsOf(wish.clause).flatMap((saying) => proposals(saying, wish, site)),
    ...wordsForPicked(wish, site),
  ],
};

const proposals = (saying: Saying, wish: Wish, site: Site): Proposal[] => {
  const value = valueText(wish, saying.value);
  if (value === '' || (!isQuoted(saying.value) && (isLook(value) || isOrder(saying.value)))) return [];
  // A bare number stands in many words, and only another number takes its place.
  if (saying.old !== undefined && bareNumber.test(saying.old) && !bareNumber.test(saying.value)) return [];
  if (saying.old !== undefined) return replacePart(saying.old, saying, wish, site);
  const target = readTarget(saying.target, wish.quotes);
  return (target.kinds.includes('link') && address.test(value)) ||
    isRemark(saying, target) ||
    partOfNth.test(saying.target)
    ? []
    : toldBy(saying, target, value, wish, site);
};

/** What counts things and means a part of one is for another ability. */
const partOfNth =
  /\b(?:text|description|blurb|paragraph|sentence)\b.*\bof the (?:first|second|third|fourth|fifth|last) (?:service|feature|card|project|item|step|box|tile|column|testimonial|product)\b/i;

/** Where a link leads is not what it says. */
const address = /^(?:https?:|mailto:|tel:|\/|#)\S*$|^[\w/-]+\.html?$/i;

/** "T is V" and the like say something of the page more often than for it. */
const isRemark = ({ score, value }: Saying, { kinds, near }: Target): boolean => {
  const placed = near.some((word) => /^(?:menu|navigation|nav|navbar|bar|sidebar|footer|header)$/.test(word));
  return score < 0.8 && !isQuoted(value) && kinds.length === 0 && !placed;
};

const toldBy = (saying: Saying, target: Target, value: string, wish: Wish, site: Site): Proposal[] => {
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

const bareNumber = /^[\d.,:]+[.!]?$/;

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
