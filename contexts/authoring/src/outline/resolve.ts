import { isInside, textOf, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { mainHeading } from '../site/landmarks.ts';
import { kinOf } from '../understanding/tokens.ts';
import type { Target } from '../understanding/target-phrase.ts';
import type { Kind } from './kind.ts';
import { kindsOf } from './kinds-of.ts';
import { least, pageWords, scoreOf, shareOf } from './score.ts';
import { thingsOf, vocabularyOf, type Thing } from './thing.ts';

/** A thing with how surely it is what was meant, 0 to about 1.5. */
export interface Candidate extends Thing {
  readonly score: number;
}

export interface Search {
  /** Kinds to look for if the phrase names none; without it anything goes. */
  readonly kinds?: readonly Kind[];
  /** What a candidate must be, whatever it is called. */
  readonly accept?: (element: Element) => boolean;
  /** Whether a candidate may be told by what is around it alone. */
  readonly around?: boolean;
}

/** What a phrase may mean on some pages, the likeliest first; things that are equally likely have equal scores. */
export const candidatesFor = (pages: readonly Page[], target: Target, search: Search = {}): readonly Candidate[] => {
  const kinds = target.kinds.length > 0 ? target.kinds : (search.kinds ?? []);
  const scored = pages.flatMap((page): Candidate[] => {
    if (pages.length > 2 && !mayHold(page, target)) return [];
    const called = pageWords(page);
    const kin = target.tokens.map((token) =>
      called.has(token) && target.near.includes(token)
        ? [...kinOf(token, vocabularyOf(page)), [token, 1] as const]
        : kinOf(token, vocabularyOf(page)),
    );
    if (target.literals.length === 0 && shareOf(target, (_, at) => (kin[at] ?? []).length > 0) < least) return [];
    return thingsOf(page).flatMap(({ element }): Candidate[] => {
      if (search.accept?.(element) === false) return [];
      if (kinds.length > 0 && !kinds.some((kind) => kindsOf(element).has(kind))) return [];
      const score = scoreOf(element, target, kin, { kinds, around: search.around === true, called });
      // "The heading" without another word is the one that a reader takes for the page's own.
      const main =
        kinds.includes('heading') &&
        target.tokens.length + target.literals.length === 0 &&
        element === mainHeading(page)
          ? 0.2
          : 0;
      return score === undefined ? [] : [{ page, element, score: score + main }];
    });
  });
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  const near = scored.filter(({ score }) => score >= best - 0.3).toSorted((a, b) => b.score - a.score);
  return pickPosition(withoutNested(near), target.position);
};

/** Candidates that are as likely as the likeliest. */
export const bestOf = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const [first] = candidates;
  return first === undefined ? [] : candidates.filter(({ score }) => score > first.score - tie);
};

/** A quick look at the source before a page is read word by word. */
const mayHold = (page: Page, target: Target): boolean => {
  const source = lowerCase.get(page) ?? page.text.toLowerCase();
  lowerCase.set(page, source);
  const called = pageWords(page);
  const present = (token: string): boolean =>
    called.has(token) || source.includes(token.slice(0, Math.max(3, token.length - 2)));
  return target.literals.length > 0 || shareOf(target, present) >= least;
};

const lowerCase = new WeakMap<Page, string>();
const tie = 0.04;

/** Of an element and one inside it that are as likely, the inner one stays, for a section the outer one. */
const withoutNested = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(
    (one) =>
      !candidates.some(
        (other) =>
          other !== one &&
          other.page === one.page &&
          other.score >=
            one.score - (textOf(other.element) === textOf(one.element) && textOf(one.element) !== '' ? 0.2 : 0.02) &&
          isInside(other.element, (outer) => outer === one.element),
      ),
  );

const pickPosition = (candidates: Candidate[], position: number | undefined): readonly Candidate[] => {
  if (position === undefined) return candidates;
  const enough = (some: readonly Candidate[]): boolean => some.length >= Math.abs(position);
  const best = bestOf(candidates);
  const neighbours = [...Map.groupBy(candidates, ({ element }) => element.parentNode).values()].find(enough);
  const counted = enough(best) ? best : (neighbours ?? []);
  const one = inOrder(counted).at(position < 0 ? position : position - 1);
  return one === undefined ? [] : [one];
};

export const inOrder = <T extends Thing>(things: readonly T[]): T[] =>
  things.toSorted(
    (a, b) => (a.element.sourceCodeLocation?.startOffset ?? 0) - (b.element.sourceCodeLocation?.startOffset ?? 0),
  );
