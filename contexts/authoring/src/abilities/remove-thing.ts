import { ancestors, isHtml, type Element } from '../html/elements.ts';
import { cutElement } from '../html/insert.ts';
import { pageWords } from '../outline/score.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import { attributeWords, ownWords, type Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { spokenText } from '../understanding/quotes.ts';
import { tellingTokens } from '../understanding/tokens.ts';
import { readTarget, type Target } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { clausesOf } from './clauses-of.ts';
import { cut, distinct, isNamed, shellOf, type Extent } from './cut-things.ts';
import { editThings } from './edit-things.ts';
import { fieldsCalled, formPages } from './find-field.ts';
import { searchSite } from './pages-searched.ts';
import { inherit, onlyOne, partsOf, withEntry } from './parts-removed.ts';
import { pickedRemovals } from './remove-picked.ts';
import { removing as verb } from '../understanding/removing.ts';
import { withTwins } from './twins.ts';

const forms: readonly RegExp[] = [
  new RegExp(`^(?:please\\s+)?${verb}\\s+(?<what>.+)$`, 'i'),
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+)\s+(?:out of|off|out from|away from|from)\s+(?<where>.+)$/i,
  /^(?:take|throw|kick|leave|strike|cut)\s+(?<what>.+?)\s+(?:out|off|away|down)$/i,
  /^(?<what>.+?)\s+(?:can|may|should|must|shall|has to|have to|needs to|ought to)\s+(?:go|disappear|vanish|be removed|be deleted|be dropped|be taken out|come out|leave)(?:\s+(?:away|now|too|as well))?(?:\s+(?:from|off|out of)\s+(?<where>.+))?$/i,
  /^(?<where>.+?)\s+without\s+(?<what>.+?)(?:\s+please)?$/i,
  /^(?<what>[\w\s\uE000-\uEFFF-]{2,40}?)\s+(?:out of|off|away from)\s+(?<where>.+?)(?:\s+please)?$/i,
  /^no\s+(?:more )?(?<what>[^,;:]{3,60}?)(?:\s+(?:any ?more|any longer|please|here))?$/i,
  new RegExp(
    `^(?<what>[^,;:]+?)\\s+(?:is|are|makes?|has|have|looks?)\\s[^,;:]*,\\s+(?:please\\s+)?${verb}(?:\\s+(?:it|them|that|please))*$`,
    'i',
  ),
  /^(?:i|we)\s+(?:do not|don't|don’t|no longer)\s+(?:need|want|like|have)\s+(?<what>.+?)(?:\s+any ?more|\s+any longer)?$/i,
];

/** Takes things off pages: words, links, pictures, list items, cards, rows, whole sections. */
export const removeThing: Ability = {
  topics: ['remove', 'delete', 'drop', 'hide', 'without', 'section', 'item', 'card', 'image'],

  examples: () => [],

  read: (wish, site, { message }) => [
    ...pickedRemovals(wish, site),
    ...clausesOf(wish).flatMap((clause) => fromClause(clause, { ...wish, said: message }, site)),
  ],
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  for (const form of forms) {
    const groups = form.exec(clause)?.groups;
    if (groups === undefined) continue;
    const { what = '', where } = groups;
    const phrase = what
      .replace(/\s+(?:please|too|as well|completely|entirely|whole)$/i, '')
      .replace(/^(?:the )?(?:whole|entire|complete) /i, '');
    if (
      /\b(?:everything|all (?:the )?(?:files|pages)|whole (?:site|page)|entire (?:site|page))$|^(?:the |my |our |this )*(?:whole |entire )?(?:web ?)?site$/i.test(
        phrase,
      )
    )
      return [];
    if (/[.;!?]\s/.test(phrase) || phrase.length > 140) continue;
    return removals(phrase, where, wish, site);
  }
  return [];
};

const removals = (phrase: string, where: string | undefined, wish: Wish, site: Site): Proposal[] => {
  const placed = (one: string): string => (where === undefined ? one : `${one} in ${where}`);
  const companion = withEntry.exec(phrase)?.groups?.['what'];
  if (companion !== undefined) return removal(placed(companion), wish, site, { entry: true });
  const whole = removal(placed(phrase), wish, site, {});
  const parts = partsOf(phrase);
  if (parts.length < 2) return whole;
  const each = parts.map((part) => onlyOne(placed(inherit(part, phrase)), wish, site));
  const shells = each.flatMap((one) =>
    one === undefined ? [] : [{ page: one.thing.page, element: shellOf(one.thing.element, one.target) }],
  );
  if (shells.length < parts.length || new Set(shells.map(({ element }) => element)).size < parts.length) return whole;
  return [
    {
      score: 0.935,
      attempt: () =>
        editThings(site, withTwins(site, wish, shells), `Removed ${parts.join(' and ')}`, (source, page, element) =>
          cutElement(source, page, element),
        ),
    },
    ...whole,
  ];
};

/** What is called by a name is more than the picture of it, where words beside the picture have the name, too. */
const withoutTheirPictures = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const spoken = candidates.filter(({ element }) => !isHtml(element, 'img', 'picture', 'figure'));
  const [best] = candidates;
  return best !== undefined && spoken.some(({ score }) => score > 0.8 * best.score) ? spoken : candidates;
};

const removal = (phrase: string, wish: Wish, site: Site, extent: Extent): Proposal[] => {
  const target = readTarget(phrase, wish.quotes);
  if (target.kinds.length + target.tokens.length + target.literals.length === 0) return [];
  if (target.kinds.includes('page')) return [];
  const named = distinct(searchSite(site, wish, target), target).filter((one) => isNamed(one, target));
  const candidates = counted(phrase, wish, target.kinds.length === 0 ? withoutTheirPictures(named) : named);
  const [best] = candidates;
  if (best === undefined || (target.literals.length > 0 && target.kinds.includes('field')))
    return fieldRemoval(phrase, target, wish, site);
  const score = 0.93 * Math.min(1, best.score);
  return [
    {
      score,
      attempt: () =>
        chooseThing(site, candidates, {
          question: `Which of these shall go?`,
          none: `I find no ${target.said}.`,
          all: target.all || isPlural(phrase, target) || /\b(?:both|two|three|four|five)\b/i.test(phrase),
          act: (things) =>
            cut(
              site,
              namesPage(target, things) ? things : withTwins(site, wish, things),
              { target, phrase, extent },
              wish,
            ),
        }),
    },
  ];
};

/** A field goes with its label and the box around both. */
const fieldRemoval = (phrase: string, target: Target, wish: Wish, site: Site): Proposal[] => {
  if (!target.kinds.includes('field')) return [];
  const found = fieldsCalled(spokenText(phrase, wish.quotes), formPages(wish, site));
  const [field, ...others] = found;
  if (field === undefined || others.some(({ page }) => page === field.page)) return [];
  const things = found.map(({ page, box }) => ({ page, element: box }));
  return [
    {
      score: 0.94,
      attempt: () =>
        editThings(site, things, `Removed ${target.said}`, (source, page, element) =>
          cutElement(source, page, element),
        ),
    },
  ];
};

const counts: Readonly<Record<string, number>> = { both: 2, two: 2, three: 3, four: 4, five: 5 };

/** "Those two icons", of which there are four: the ones whose names were said before. */
const counted = (phrase: string, wish: Wish, candidates: readonly Candidate[]): readonly Candidate[] => {
  const word = /\b(?<count>both|two|three|four|five)\b/i.exec(phrase)?.groups?.['count']?.toLowerCase();
  const count = word === undefined ? undefined : counts[word];
  const best = bestOf(candidates);
  if (count === undefined || best.length <= count) return candidates;
  const said = new Set(tellingTokens(`${wish.story} ${wish.said}`.replace(phrase, '')));
  const named = best.filter(({ element }) =>
    [...ownWords(element), ...attributeWords(linkAround(element))].some((one) => said.has(one)),
  );
  return named.length === count ? named : [];
};

const linkAround = (element: Element): Element =>
  [...ancestors(element)].slice(0, 2).find((outer) => isHtml(outer, 'a', 'button', 'li')) ?? element;

/** "The forum tags" are those on the page of that name alone. */
const namesPage = ({ near }: Target, things: readonly Thing[]): boolean =>
  things.every(({ page }) => near.some((token) => pageWords(page).has(token)));

const isPlural = (phrase: string, { kinds, position }: Target): boolean =>
  position === undefined &&
  kinds.length > 0 &&
  /\b(?:all|both|those|these|every|(?:two|three|four|five|six) \w+|(?:icons|buttons|links|images|pictures|photos|paragraphs|items|cards))\b/i.test(
    phrase,
  );
