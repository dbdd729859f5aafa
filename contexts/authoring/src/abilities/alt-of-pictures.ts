import { attribute, isHtml, isInside, textOf, type Element } from '../html/elements.ts';
import { find } from '../html/elements.ts';
import { kindsOf } from '../outline/kinds-of.ts';
import { inOrder } from '../outline/resolve.ts';
import { aroundWords, ownWords, thingsOf, type Thing } from '../outline/thing.ts';
import { setAttribute } from '../html/attributes.ts';
import type { Site } from '../site/site.ts';
import { newWordsIn } from '../understanding/new-words.ts';
import { toldSentences } from '../understanding/told-sentences.ts';
import { agreement, tellingTokens } from '../understanding/tokens.ts';
import { isQuoted, valueText, type Wish } from '../understanding/wish.ts';
import type { Ability, Proposal } from './ability.ts';
import { chooseThing } from './choose-thing.ts';
import { editThings } from './edit-things.ts';
import { thingAround } from './part-of.ts';
import { pagesMeant } from './pages-searched.ts';

const spoken =
  /\balt(?:ernative|ernate)?s?\b|\baria-?labels?\b|\bscreen ?readers?\b|\bfor the blind\b|\bimage descriptions?\b/i;
const iconic = /\baria-?labels?\b|\bicons?\b/i;
const named =
  /\b(?:use|put|take|set|give|write)\b.*\b(?:the )?names? of (?:the|each|every)?\s*\w+|\btheir (?:own )?names?\b/i;
const counts: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
};
const fillers =
  /^(?:alt|alternative|alternate|attribute|tag|text|description|aria|label|aria-label|picture|photo|image|img|pic|screen|reader|blind|has|have|no|need|lack|give|add|set|put|name|each|all|dot|order|grid|round|colleague|new|show|start|main|only|big|small|shows|get|it|nothing|else|change|\d+|two|three|four|five|six|seven|eight)$/;

/** Says in words what several pictures or icons show, one after another, or what one told in a story shows. */
export const altOfPictures: Ability = {
  topics: ['alt', 'picture', 'icon', 'aria', 'label', 'blind'],

  examples: () => [],

  read: (wish, site) =>
    toldSentences(wish)
      .filter((text) => spoken.test(text))
      .flatMap((text) => [...byName(text, wish, site), ...fromText(text, wish, site)])
      .slice(0, 2),
};

const fromText = (text: string, wish: Wish, site: Site): Proposal[] =>
  newWordsIn(text).flatMap(({ value, context }) => {
    const list = isQuoted(value) ? [] : listOf(value);
    const things = thingsSaid(context, wish, site);
    const icons = iconic.test(context);
    if (list.length > 1 && things.length === list.length)
      return [{ score: 0.98, attempt: () => setEach(site, things, list, icons) }];
    if (list.length > 1 && /\beach\b|\border\b/i.test(context)) return [];
    const words = valueText(wish, value);
    if (things.length === 0 || things.length > 6) return [];
    return [
      {
        score: 0.95,
        attempt: () =>
          chooseThing(
            site,
            things.map((thing) => ({ ...thing, score: 1 })),
            {
              question: 'Which picture is meant?',
              none: 'I find no such picture.',
              act: (chosen) =>
                setEach(
                  site,
                  chosen,
                  chosen.map(() => words),
                  icons,
                ),
            },
          ),
      },
    ];
  });

/** "Use the names of the people": each picture is called by what it belongs to. */
const byName = (text: string, wish: Wish, site: Site): Proposal[] => {
  if (!named.test(text)) return [];
  const things = thingsSaid(text.replace(named, ' '), wish, site);
  const names = things.map(nameFor);
  if (things.length < 2 || names.some((name) => name === undefined)) return [];
  return [
    {
      score: 0.98,
      attempt: () =>
        setEach(
          site,
          things,
          names.map((name) => name ?? ''),
          false,
        ),
    },
  ];
};

const setEach = (site: Site, things: readonly Thing[], words: readonly string[], icons: boolean) =>
  editThings(
    site,
    things,
    `Set what ${things.length === 1 ? 'the picture' : `${things.length} pictures`} ${things.length === 1 ? 'shows' : 'show'} to "${words.join('", "')}"`,
    (source, page, element) => {
      const at = things.findIndex((thing) => thing.element === element);
      setAttribute(source, page, element, icons ? 'aria-label' : 'alt', words[at] ?? words[0] ?? '');
    },
  );

/** The pictures or icons that a phrase speaks of, in the order of the page. */
const thingsSaid = (context: string, wish: Wish, site: Site): readonly Thing[] => {
  const icons = iconic.test(context);
  const accept = (element: Element): boolean => (icons ? isIconLink(element) : isHtml(element, 'img'));
  if (wish.picked.some(({ element }) => accept(element))) return wish.picked.filter(({ element }) => accept(element));
  const tokens = tellingTokens(context.replace(/[\uE000-\uEFFF]/g, ' ')).filter((token) => !fillers.test(token));
  const pages = wish.scope.type === 'unsaid' && site.home !== undefined ? [site.home] : pagesMeant(site, wish);
  const scored = pages
    .flatMap(thingsOf)
    .filter(({ element }) => accept(element))
    .map((thing) => ({ ...thing, score: fit(thing.element, tokens) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const fitting = inOrder(scored.filter(({ score }) => score > best - 0.08 && (tokens.length === 0 || score > 0.3)));
  const count = countIn(context);
  if (count === undefined || fitting.length === count) return fitting;
  return (
    [...Map.groupBy(fitting, ({ element }) => (thingAround(element) ?? element).parentNode).values()].find(
      (own) => own.length === count,
    ) ?? fitting
  );
};

const countIn = (context: string): number | undefined => {
  const said = /\b(two|three|four|five|six|seven|eight|nine|\d{1,2})\b(?! (?:of|px))/i
    .exec(context)?.[1]
    ?.toLowerCase();
  return said === undefined ? undefined : (counts[said] ?? Number(said));
};

const fit = (element: Element, tokens: readonly string[]): number => {
  if (tokens.length === 0) return 1;
  const circles = [ownWords(element), ...aroundWords(element)];
  const found = tokens.map((token) =>
    Math.max(
      0,
      ...circles.map((circle, at) => ([...circle].some((word) => agreement(token, word) > 0.79) ? 1 - 0.08 * at : 0)),
    ),
  );
  return found.reduce((sum, one) => sum + one, 0) / tokens.length;
};

const isIconLink = (element: Element): boolean =>
  isHtml(element, 'a', 'button') &&
  textOf(element) === '' &&
  find(element, (inner) => kindsOf(inner).has('icon')) !== undefined;

/** The name under a picture, or the one that its address tells. */
const nameFor = ({ element }: Thing): string | undefined => {
  const around = thingAround(element);
  const heading =
    around === undefined ? undefined : find(around, (inner) => /^h[1-6]$/.test(inner.tagName) && textOf(inner) !== '');
  if (heading !== undefined && around !== undefined && isInside(element, (outer) => outer === around))
    return textOf(heading);
  const file = /([\w-]+)\.\w+$/.exec(attribute(element, 'src') ?? '')?.[1];
  const label = attribute(element, 'aria-label');
  if (label !== undefined) return label.replace(/\s+logo$/i, '');
  return file === undefined || /\d/.test(file) ? undefined : firmName(file);
};

const firmName = (file: string): string =>
  file.length < 4 ? file.toUpperCase() : `${file.charAt(0).toUpperCase()}${file.slice(1)}`;

const listOf = (value: string): string[] =>
  value
    .replace(/[.]$/, '')
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
