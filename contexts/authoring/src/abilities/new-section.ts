import { readPlace, type SaidPlace } from '../understanding/places.ts';
import { quoted } from '../understanding/quotes.ts';
import { valueText, type Wish } from '../understanding/wish.ts';

/** A section that is asked for, and where it shall stand. */
export interface NewSection {
  readonly heading: string;
  readonly text: string | undefined;
  readonly items: readonly string[];
  readonly place: SaidPlace | undefined;
}

const name = `${quoted}|\\p{Lu}[\\p{L}\\d&'’-]*(?: (?:&|and|of|\\p{Lu}[\\p{L}\\d&'’-]*))*`;
const noun = '(?:section|chapter|part|block|area)';
const wanting =
  "(?:add|insert|put|create|make|have|(?:i|we)(?:['’]d| would)? (?:like|want|need|love)(?: to have)?|new)";
const little = '(?:new |little |small |short |simple |further |extra )*';
const forms: readonly RegExp[] = [
  new RegExp(
    `\\b${wanting}\\s+(?:an?|another|one more)?\\s*${little}${noun}\\s*(?<place>(?:at|before|after|between|below|above|under|behind)\\s[^,:;.\\uE000-\\uEFFF]*?)?[,:]?\\s*(?:called |named |titled |with the (?:heading|title) |headed )?(?<name>${name})(?<rest>.*)$`,
    'iu',
  ),
  new RegExp(`\\b${wanting}\\s+(?:an?|another|the)?\\s*${little}(?<name>${name})\\s+${noun}\\b(?<rest>.*)$`, 'iu'),
];
/** What visitors look for, and nobody calls a section: "add our opening hours: Monday to Friday, 7 to 18". */
const told =
  /^(?:add|put|write|insert|include)\s+(?:our |the |my |some )?(?<name>opening (?:hours|times)|business hours|directions|how to find us|parking|delivery|allergens|house rules|terms)\s*:\s+(?<text>.{6,})$/i;
const beyond = /\b(?:form|newsletter|login|video|slider|carousel|map|database|payment)\b/i;
const heading = new RegExp(
  `(?:^|[.,;]\\s+|\\s)(?:with )?(?:the )?(?:heading|headline|title)\\s*(?:is |says |:)?\\s*(?<heading>${quoted}|[^.,;:]+)`,
  'i',
);
const listed =
  /(?:^|[.,;]\s+|\swith )(?:(?:two|three|four|five|six|\d) |the )?(?:items|entries|points|bullets|lines|prices|things)\s*:?\s+(?<items>[^:]+)$/i;
const lead =
  /^(?:[.,;:]|\s|with|and|one|a|an|the|single|short|line|sentence|text|paragraph|saying|says|that|is|enough|just|reading|under it|below(?: it)?|of)+/i;

/** Reads "a section Prices between Services and Portfolio. One sentence is enough: Projects start at £900." */
export const readSection = (clause: string, wish: Wish): NewSection | undefined => {
  const known = told.exec(clause.trim())?.groups;
  if (known !== undefined) {
    const [name = '', text = ''] = [known['name'], known['text']];
    const heading = `${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`;
    return { heading, text: valueText(wish, text), items: [], place: undefined };
  }
  for (const form of forms) {
    const match = form.exec(clause.trim());
    const groups = match?.groups;
    if (match === null || groups === undefined) continue;
    const called = groups['name'] ?? '';
    if (!/^[\p{Lu}\uE000-\uEFFF]/u.test(called) || beyond.test(clause.replace(called, ''))) continue;
    const front = clause
      .trim()
      .slice(0, match.index)
      .replace(/[\s,]+(?:please)?\s*$/i, '');
    return sectionFrom(wish, called, groups['place'] ?? front, groups['rest'] ?? '');
  }
  return undefined;
};

const sectionFrom = (wish: Wish, called: string, where: string, said: string): NewSection | undefined => {
  const head = heading.exec(said)?.groups?.['heading'];
  const afterHead = head === undefined ? said : said.replace(heading, ' ');
  const list = listed.exec(afterHead)?.groups?.['items'];
  const rest =
    list === undefined
      ? afterHead
      : afterHead.slice(0, afterHead.length - list.length).replace(/[.,;]?\s*(?:with )?[\w ]*:?\s*$/, '');
  const placed =
    /^\s*,?\s*(?<place>(?:between|after|before|below|above|under|behind|at)\s[^.,:;\uE000-\uEFFF]*?)(?=\s+(?:with|saying|that says)\b|[.,:;]|$|\s*[\uE000-\uEFFF])/i.exec(
      rest,
    );
  const body = placed === null ? rest : rest.slice(placed[0].length);
  const text = textIn(wish, body);
  const items = (list ?? '')
    .split(/\s*,\s+(?:and\s+)?|\s+and\s+/)
    .map((item) => valueText(wish, item.trim()))
    .filter((item) => item !== '');
  if (text === undefined && items.length === 0) return undefined;
  const place = placed?.groups?.['place'] ?? where;
  return {
    heading: valueText(wish, head ?? called),
    text,
    items,
    place: place.trim() === '' ? undefined : readPlace(`x ${place.trim()}`)?.place,
  };
};

const textIn = (wish: Wish, body: string): string | undefined => {
  const mark = new RegExp(`(?<text>${quoted})`).exec(body)?.groups?.['text'];
  if (mark !== undefined) return valueText(wish, mark);
  const bare = body
    .replace(/^[^:]*\b(?:enough|sentence|text|line|paragraph)\b[^:]*:\s*/i, '')
    .replace(lead, '')
    .trim();
  const written = valueText(wish, bare);
  return bare === '' || !/^\p{Lu}/u.test(bare) ? undefined : /[.!?]$/.test(bare) ? bare : written;
};
