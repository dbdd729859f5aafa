import { childElements, classesOf, find, findAll, isHtml, isText, textOf, type Element } from '../html/elements.ts';
import { kindsOf, signature } from '../outline/kinds-of.ts';
import { bestOf, type Candidate } from '../outline/resolve.ts';
import { mainHeading } from '../site/landmarks.ts';
import type { Page } from '../html/page.ts';
import type { Site } from '../site/site.ts';
import { readTarget } from '../understanding/target-phrase.ts';
import type { Wish } from '../understanding/wish.ts';
import { calledByClass } from './narrowed-things.ts';
import { pagesMeant, searchSite } from './pages-searched.ts';

/** Things that a phrase means by what they are to a reader, not by words that stand there; undefined if it does not so. */
export const byRole = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined =>
  ownName(phrase, wish, site) ??
  allCalled(phrase, wish, site) ??
  datesIn(phrase, wish, site) ??
  besideEach(phrase, wish, site);

/** "My name" on a person's page is its main heading. */
const ownName = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  if (
    !/^(?:(?:my|our|the) )?(?:(?:full|own|big) )*name$/i.test(phrase) ||
    !/\bmy\b/i.test(`${wish.story} ${wish.clause}`)
  )
    return undefined;
  const page = searched(wish, site)[0];
  const element = page === undefined ? undefined : mainHeading(page);
  return page === undefined || element === undefined ? undefined : [{ page, element, score: 1 }];
};

/** "All the section titles": everything that its author called so. */
const allCalled = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  const name = /^(?:all|every|each)(?: of)?(?: the| my| our)? (?<name>\w+ \w+)$/i.exec(phrase)?.groups?.['name'];
  const things = name === undefined ? [] : ofKind(name, wish, site);
  const called = calledByClass(name ?? '', things);
  return called.length > 0 && called.length < things.length ? called : undefined;
};

/** "The line below every section title": what stands right after each of them, as far as it is made alike. */
const besideEach = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  const groups =
    /^.+? (?<side>below|under|beneath|after|above|before|over) (?:(?:every|each|all(?: of)?(?: the)?)(?: single| one of the)? (?<anchors>.+)|(?:the |our |my )?(?<plural>\w+ (?:titles|headings|headlines)))$/i.exec(
      phrase,
    )?.groups;
  if (groups === undefined) return undefined;
  const anchors = groups['anchors'] ?? groups['plural'] ?? '';
  const named = calledByClass(anchors, allOf(anchors, wish, site));
  const step = /above|before|over/i.test(groups['side'] ?? '') ? -1 : 1;
  const beside = named.flatMap(({ page, element }): Candidate[] => {
    const siblings = element.parentNode !== null && isHtml(element.parentNode) ? childElements(element.parentNode) : [];
    const next = siblings[siblings.indexOf(element) + step];
    return next === undefined || childElements(next).length > 3 ? [] : [{ page, element: next, score: 1 }];
  });
  const alike = [...Map.groupBy(beside, ({ element }) => signature(element)).values()].toSorted(
    (a, b) => b.length - a.length,
  );
  return (alike[0]?.length ?? 0) < 2 ? undefined : alike[0];
};

const allOf = (anchors: string, wish: Wish, site: Site): readonly Candidate[] => {
  const things = ofKind(anchors, wish, site);
  const called = calledByClass(anchors, things);
  return called.length < things.length ? called : bestOf(searchSite(site, wish, readTarget(anchors, wish.quotes)));
};

const ofKind = (phrase: string, wish: Wish, site: Site): readonly Candidate[] => {
  const { kinds } = readTarget(phrase, wish.quotes);
  return searched(wish, site).flatMap((page) =>
    findAll(page.body, (element) => kinds.some((kind) => kindsOf(element).has(kind))).map((element) => ({
      page,
      element,
      score: 1,
    })),
  );
};

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const date = new RegExp(
  `\\b(?:${months})\\.? \\d{1,2}\\b|\\b\\d{1,2}\\.? (?:${months})\\b|\\b\\d{4}-\\d\\d-\\d\\d\\b|\\b\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}\\b`,
  'i',
);

/** "The date lines": what says a date itself and is made alike. */
const datesIn = (phrase: string, wish: Wish, site: Site): readonly Candidate[] | undefined => {
  if (!/^(?:all |the |those |these )*dates?(?: lines?)?(?: (?:under|below|above|of|in|on|at) .+)?$/i.test(phrase))
    return undefined;
  const dated = searched(wish, site).flatMap((page) =>
    findAll(page.body, (element) => saysDate(element)).map((element) => ({ page, element, score: 1 })),
  );
  const alike = [
    ...Map.groupBy(dated, ({ element }) => `${element.tagName} ${classesOf(element).join(' ')}`).values(),
  ].toSorted((a, b) => b.length - a.length);
  return alike[0];
};

const saysDate = (element: Element): boolean =>
  textOf(element).length < 120 &&
  element.childNodes.some((child) => isText(child) && date.test(child.value)) &&
  find(element, (inner) => isHtml(inner, 'time')) === undefined;

const searched = (wish: Wish, site: Site): readonly Page[] =>
  wish.scope.type === 'unsaid' && site.home !== undefined ? [site.home] : pagesMeant(site, wish);
