import { attribute, isInside, textOf, type Element } from '../html/elements.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import { kindsOf, signature } from '../outline/kinds-of.ts';
import { aroundWords, ownWords, type Thing } from '../outline/thing.ts';
import { isFooter, isNavigation } from '../site/landmarks.ts';
import { pageLabel } from '../site/page-names.ts';
import type { Site } from '../site/site.ts';
import { ordinal } from '../understanding/ordinals.ts';
import { agreement, tellingTokens, tokensOf } from '../understanding/tokens.ts';
import { unable, type Attempt } from './ability.ts';

export interface ThingQuestion {
  readonly question: string;
  /** Why nothing can be done if there is no candidate. */
  readonly none: string;
  /** Whether every candidate is meant. */
  readonly all?: boolean;
  readonly act: (things: readonly Thing[]) => Attempt;
}

const mostChoices = 6;
/** Beyond this nobody was understood, and a question would not help. */
const mostAsked = 24;

/** Acts on what was meant; if two things are as likely, asks which. The same part of every page is one thing. */
export const chooseThing = (
  site: Site,
  candidates: readonly Candidate[],
  { question, none, all = false, act }: ThingQuestion,
): Attempt => {
  const best = bestOf(candidates);
  if (best.length === 0) return unable(none);
  if (all) return act(best);
  const groups = groupsOf(best);
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return act(only);
  if (groups.length > mostAsked) return unable('Too many things on the pages fit that. Say which words stand there.');
  return {
    type: 'unclear',
    question,
    choices: [
      ...groups.slice(0, mostChoices).map((group) => ({ label: labelOf(site, group[0]), take: () => act(group) })),
      ...(groups.length > 1 ? [{ label: `All ${groups.length} of them`, take: () => act(best) }] : []),
    ],
    inWords: (answer) => {
      const group = narrowed(groups, answer);
      return group === undefined ? undefined : act(group);
    },
  };
};

/** Things that a person would take for one: the same link in the menu or footer of every page. */
const groupsOf = (things: readonly Thing[]): Thing[][] =>
  [
    ...Map.groupBy(things, ({ element, page }) =>
      isShared(element)
        ? `${signature(element)} ${textOf(element)} ${attribute(element, 'aria-label') ?? ''} ${place(element)}`
        : `${page.path} ${element.sourceCodeLocation?.startOffset}`,
    ).values(),
  ].flatMap((group) => (onDifferentPages(group) ? [group] : group.map((thing) => [thing])));

const onDifferentPages = (group: readonly Thing[]): boolean =>
  new Set(group.map(({ page }) => page)).size === group.length;

const place = (element: Element): string => (isInside(element, isFooter) ? 'footer' : 'menu');

export const isShared = (element: Element): boolean => {
  const test = (one: Element): boolean =>
    isNavigation(one) ||
    isFooter(one) ||
    kindsOf(one).has('menu') ||
    kindsOf(one).has('header') ||
    one.tagName === 'aside';
  return test(element) || isInside(element, test);
};

const labelOf = (site: Site, thing: Thing | undefined): string => {
  if (thing === undefined) return '';
  const { element, page } = thing;
  const text =
    textOf(element) ||
    attribute(element, 'alt') ||
    attribute(element, 'aria-label') ||
    attribute(element, 'src') ||
    `<${element.tagName}>`;
  const excerpt = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  const around = placeOf(element);
  return `"${excerpt}"${around === '' ? '' : ` ${around}`} on the ${pageLabel(site, page).replace(/ page$/, '')} page`;
};

const placeOf = (element: Element): string => {
  if (isInside(element, isNavigation)) return 'in the menu';
  if (isInside(element, isFooter)) return 'in the footer';
  const words = aroundWords(element)[0];
  const said = words === undefined ? [] : [...words].filter((word) => word.length > 2).slice(0, 4);
  return said.length === 0 ? '' : `(${said.join(' ')})`;
};

/** The one group that an answer in words fits better than any other. */
const narrowed = (groups: readonly (readonly Thing[])[], answer: string): readonly Thing[] | undefined => {
  const asked = tellingTokens(answer).filter((token) => !/^(?:only|just|please|first-one)$/.test(token));
  const position = tokensOf(answer)
    .map(ordinal)
    .find((one) => one !== undefined);
  const scored = groups.map((group) => {
    const [thing] = group;
    if (thing === undefined) return { group, score: 0 };
    const circles = [ownWords(thing.element), ...aroundWords(thing.element)];
    const score = asked.reduce(
      (sum, token) => sum + Math.max(0, ...circles.map((circle, at) => (has(circle, token) ? 1 - at * 0.08 : 0))),
      0,
    );
    return { group, score };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  const winners = scored.filter(({ score }) => score > best - 0.02);
  if (best > 0 && winners.length === 1) return winners[0]?.group;
  if (position !== undefined) return winners.at(position < 0 ? position : position - 1)?.group;
  return undefined;
};

const has = (circle: ReadonlySet<string>, token: string): boolean =>
  circle.has(token) || [...circle].some((word) => agreement(token, word) > 0);
