import { ancestors, childElements, type Element } from '../html/elements.ts';
import type { Page } from '../html/page.ts';
import { textRuns } from '../html/text-runs.ts';
import type { Thing } from '../outline/thing.ts';
import type { Site } from '../site/site.ts';
import { quoted } from '../understanding/quotes.ts';
import { readScope } from '../understanding/scope.ts';
import { valueText, type Wish } from '../understanding/wish.ts';
import { type Ability, type Proposal } from './ability.ts';
import { clausesOf } from './clauses-of.ts';
import { changesTo, done } from './edit-things.ts';
import { copyOf, isActive } from './item-copy.ts';
import { neighbourFor, type Spot } from './item-spots.ts';
import { readItem, type NewItem } from './new-item.ts';

const verb =
  '(?:please\\s+)?(?:add|ad|put|insert|append|include|list|write|place|create|make|new|mention|we (?:also )?(?:need|want)|i (?:also )?(?:need|want))';
const noun =
  '(?:list |menu |bullet |nav(?:igation)? )?(?:item|entry|bullet(?: point)?|point|link|row|line|option|choice|step|card|tile|box|column|service|member|person|award|skill|question|post|product|feature|tag|job|position|tool)';
const name = "\\p{Lu}[\\w&+'’-]*(?: (?:&|and|of|\\p{Lu}[\\w&+'’-]*))*";
const goes =
  '(?:which |that |and |it )?(?:should )?(?:link(?:s|ed|ing)?(?: it)? to|lead(?:s|ing)? to|goes to|going to|pointing (?:to|at)|points (?:to|at)|url:?|address:?)';
const besides =
  '(?:right |directly |just |immediately )?(?:after|before|below|above|behind|under|in front of|at the (?:top|end|bottom) of|on top of|as the (?:first|last) \\w+ (?:of|in))';

/** The ways to ask for one more: `label` and `rest`, or `spec` with all that it says and `place`. */
const forms: readonly RegExp[] = [
  new RegExp(
    `^.*?\\b(?:one more|another|an additional|an extra|a new|a further|new)\\s+(?:${noun})\\s+(?<place>${besides}\\s.+?):\\s+(?<spec>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:[^.!?]*[.!?]\\s+)?(?:it|this|that|he|she)\\s+(?:belongs|goes|comes|should (?:come|go|stand|be))\\s+(?:right |directly )?(?:on|at|to|in)?\\s*(?<place>(?:the )?(?:top|end|bottom) of [^:]+?):\\s+(?<spec>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:[Tt]he |[Aa] |[Aa]n )?(?:[Nn]ew )?(?<end>[Ff]irst|[Ll]ast)\\s+(?:${noun})\\s+(?<place>(?:in|of|on)\\s+(?:the|our)\\s+[^,:]+?)\\s*(?::|should be|must be|shall be|is)\\s+(?<label>${quoted}|${name})(?<rest>,?\\s+${goes}\\s.+)$`,
    'u',
  ),
  new RegExp(
    `^(?:please\\s+)?(?:list|mention|add|put|show)\\s+[^:\\uE000-\\uEFFF]*?(?<place>${besides}\\s+[^:\\uE000-\\uEFFF]+?):\\s+(?<label>${quoted}|${name})(?<rest>\\s.*)?$`,
    'u',
  ),
  new RegExp(
    `^(?:among|in|on|to|within)\\s+(?<in>[^,:\\uE000-\\uEFFF]+?),?\\s+(?:i|we)\\s+(?:also )?(?:need|want|would like)(?: to have| also)?\\s+(?<label>${quoted}|${name})(?<rest>,?\\s+${besides}\\s.+)?$`,
    'iu',
  ),
  new RegExp(
    `^${verb}\\s+(?:an?|the|another|one more|as|also)?\\s*(?:new |last |first |further )*(?:${noun})?\\s*(?:called|named|saying|that says|:|for)?\\s*(?<label>${quoted})\\s*(?<rest>.*)$`,
    'i',
  ),
  new RegExp(
    `^${verb}\\s+(?:an?|the|another|one more)?\\s*(?:new |last |first |further )*(?:${noun})\\s+(?:called |named |for )?(?<label>\\p{Lu}[\\w&+' -]*?)(?<rest>,?\\s+(?:to|in|at|on|after|before|below|above|behind|under|with|that|which|linked|linking|leading|as|goes|between)\\b.*)?$`,
    'u',
  ),
  new RegExp(
    `^${verb}\\s+(?<label>${name})(?<rest>,?\\s+(?:to|in|at|on|after|before|below|above|behind|under|as|between)\\b.*)$`,
    'u',
  ),
];
const others =
  /^(?:please\s+)?(?:add|create|make)\s+(?:an?|the)?\s*(?:new )?(?:page|section|paragraph|sentence|contact form|form|chapter)\b/i;

/** Adds one more to things that come in a row: list items, menu entries, cards, table rows, choices. */
export const addItem: Ability = {
  topics: ['add', 'item', 'list', 'entry', 'card', 'row', 'menu', 'link', 'option'],

  examples: () => [],

  read: (wish, site) =>
    [wish.sentence, ...clausesOf({ ...wish, clause: wish.sentence })]
      .flatMap((clause) => fromClause(clause, wish, site))
      .slice(0, 2),
};

const fromClause = (clause: string, wish: Wish, site: Site): Proposal[] => {
  const bare = clause
    .replace(/[.!]+$/, '')
    .replace(/^[^:]{3,30} page[:,]\s+/i, '')
    .replace(/^\p{Lu}\p{Ll}/u, (start) => start.toLowerCase());
  const groups = forms.map((form) => form.exec(bare)?.groups).find((found) => found !== undefined);
  if (groups === undefined || others.test(bare) || /\b(?:instead|in place) of\b/i.test(bare)) return [];
  const read = groups['spec'] === undefined ? fromRest(groups, wish) : fromSpec(groups, wish);
  if (read === undefined) return [];
  const scoped = inScope(bare, read.item, wish, site);
  const found = neighbourFor(read.place, scoped, site);
  if (found.length === 0) return [];
  const score =
    (groups['spec'] === undefined && groups['end'] === undefined ? 0.91 : 0.955) * Math.min(1, found[0]?.score ?? 0);
  return [{ score, attempt: () => add(site, found, read.item) }];
};

interface ReadItem {
  readonly item: NewItem;
  readonly place: string;
}

type Groups = Readonly<Record<string, string | undefined>>;

const fromSpec = ({ spec = '', place = '' }: Groups, wish: Wish): ReadItem | undefined => {
  const item = readItem(wish, spec);
  return item === undefined
    ? undefined
    : { item, place: /^(?:the )?(?:top|end|bottom)\b/i.test(place) ? `at the ${place.replace(/^the /i, '')}` : place };
};

const fromRest = (groups: Groups, wish: Wish): ReadItem | undefined => {
  const rest = groups['rest'] ?? '';
  const text = new RegExp(
    `(?:with|and|text|saying|reading|description|says)[^\\uE000-\\uEFFF]*(?<text>${quoted})`,
    'i',
  ).exec(rest)?.groups?.['text'];
  const href = new RegExp(
    `(?:${goes}|to|\\()\\s*(?<href>https?:\\/\\/[^\\s,)]+|[\\w/-]+\\.html?|mailto:\\S+)`,
    'i',
  ).exec(rest)?.groups?.['href'];
  const after = /\bfollowed by\s+(?<after>\([^()]+\)|[\uE000-\uEFFF])/i.exec(rest)?.groups?.['after'];
  const label = valueText(wish, groups['label'] ?? '');
  if (label === '' || (rest.trim() !== '' && !continues.test(rest))) return undefined;
  const said = rest
    .replace(/\s*\bfollowed by\s+(?:\([^()]+\)|[\uE000-\uEFFF])/i, '')
    .replace(
      new RegExp(`(?:,\\s*)?(?:with|and)\\s+(?:the )?(?:text|description|words?|sentence)?\\s*:?\\s*${quoted}`, 'i'),
      '',
    )
    .replace(new RegExp(`(?:,\\s*)?\\(?${goes}\\s+\\S+\\)?`, 'i'), '')
    .replace(/\((?<end>at the (?:end|top|bottom))\)/i, '$<end>')
    .replace(/\(\S+\.html?\)/i, '')
    .trim();
  const end = groups['end'] === undefined ? '' : `as the ${groups['end'].toLowerCase()} one `;
  const place = [said, `${end}${groups['place'] ?? ''}`, groups['in'] === undefined ? '' : `in ${groups['in']}`]
    .filter((one) => one.trim() !== '')
    .join(' ');
  return {
    item: {
      label,
      text: text === undefined ? undefined : valueText(wish, text),
      href: href?.replace(/[.,]$/, ''),
      ...(after === undefined ? {} : { after: valueText(wish, after) }),
    },
    place,
  };
};

/** What may follow the words of a new item: a place, a text, where it leads. */
const continues = new RegExp(
  `^\\s*(?:[,(:;.]|${quoted}|(?:to|in|into|at|on|as|after|before|below|above|behind|under|between|with|that|which|and|linked|linking|links|leading|goes|going|pointing|followed|for|from|right|directly|just|saying|among|next|beside)\\b)`,
  'i',
);

/** The page to which the new link leads is not the one that it shall stand on. */
const inScope = (clause: string, { href }: NewItem, wish: Wish, site: Site): Wish =>
  href === undefined || wish.scope.type !== 'page' || !wish.scope.page.path.endsWith(href)
    ? wish
    : { ...wish, scope: readScope(clause.replace(href, ''), site).scope };

/** The neighbour that the new one is made after: the nearest that has room for all that it says. */
const patternIn = (page: Page, row: readonly Element[], beside: Element, item: NewItem): Element => {
  const wanted = [item.label, item.text, item.date, item.sub].filter((one) => one !== undefined).length;
  const at = row.indexOf(beside);
  const near = row.toSorted((a, b) => Math.abs(row.indexOf(a) - at) - Math.abs(row.indexOf(b) - at));
  const plain = near.filter((one) => !isActive(one));
  return plain.find((one) => textRuns(page, one).length >= wanted) ?? plain[0] ?? beside;
};

const add = (site: Site, spots: readonly Spot[], fresh: NewItem): ReturnType<typeof done> => {
  const things: Thing[] = spots.map(({ page, neighbour }) => ({ page, element: neighbour }));
  const changes = changesTo(site, things, `added "${fresh.label}"`, (source, page, element) => {
    const spot = spots.find(({ neighbour }) => neighbour === element);
    const place = element.sourceCodeLocation;
    if (spot === undefined || !place) return;
    const [parent] = ancestors(element);
    const row =
      parent === undefined ? [element] : childElements(parent).filter((one) => one.tagName === element.tagName);
    const pattern = patternIn(page, row, element, fresh);
    const copy = copyOf(site, page, pattern, fresh);
    const gap = /\s*$/.exec(page.text.slice(0, place.startOffset))?.[0] ?? '';
    if (spot.side === 'before') source.appendLeft(place.startOffset, `${copy}${gap === '' ? ' ' : gap}`);
    else
      source.appendLeft(
        place.startOffset + page.text.slice(place.startOffset, place.endOffset).trimEnd().length,
        `${gap}${copy}`,
      );
  });
  return done(changes, `Added "${fresh.label}"`);
};
