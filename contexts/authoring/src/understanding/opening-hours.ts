const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const day = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?|s)?\\.?';
const clock = '\\d{1,2}(?:[:.]\\d{2})?(?:\\s?[ap]\\.?m\\.?)?';
const to = '\\s*(?:to|until|till|and|[-–—])\\s*';

/** From when to when, as a page or a message tells it. */
export const hoursPattern = new RegExp(
  `(?<![\\w.:])(?:from )?(?<from>${clock}|noon)(?<to>${to})(?<until>${clock}|noon|midnight)(?![\\w:])`,
  'gi',
);
export const closedPattern = /(?<!\w)(?:closed|ruhetag)(?!\w)/gi;

/** The days of the week that a text names; "Tuesday to Thursday" are three. */
export const daysIn = (text: string): ReadonlySet<number> => {
  const named = [...text.matchAll(new RegExp(`(?<![\\p{L}])${day}(?![\\p{L}])`, 'giu'))].map((match) => ({
    at: days.findIndex((one) => one.startsWith(match[0].slice(0, 3).toLowerCase())),
    from: match.index,
    to: match.index + match[0].length,
  }));
  const all = new Set<number>();
  for (const [index, { at, to: end }] of named.entries()) {
    const next = named[index + 1];
    all.add(at);
    if (next !== undefined && /^\s*(?:to|until|till|through|[-–—])\s*$/i.test(text.slice(end, next.from)))
      for (let step = at; step !== next.at; step = (step + 1) % days.length) all.add(step);
  }
  return all;
};

/** Only one of them if the other stays as it is. */
export interface Hours {
  readonly from?: string;
  readonly until?: string;
}

/** The name of a day in the form of another's: "Sat" beside "Mon", "Saturdays" beside "Mondays". */
export const dayLike = (old: string, index: number): string => {
  const name = days[index] ?? '';
  const cut = old.length <= 4 ? name.slice(0, 3) : old.endsWith('s') ? `${name}s` : name;
  return /^\p{Lu}/u.test(old) ? `${cut.charAt(0).toUpperCase()}${cut.slice(1)}` : cut;
};

export const dayPattern = new RegExp(`(?<![\\p{L}])${day}(?![\\p{L}])`, 'giu');

/** What a message tells of when a place is open: on which days, and from when to when, or that it is closed. */
export interface ToldHours {
  readonly days: ReadonlySet<number>;
  readonly hours: Hours | 'closed';
}

const about = /\b(?:open|opens|opening|closed?|closes|hours|shut)\b/i;
/** One day only, or an errand. */
const passing =
  /\b(?:this|next|today|tomorrow|only once)\b|^(?:text|tell|send|e-?mail|mail|call|inform|let|remind|notify|post|ask)\b/i;
const other = /\b(?:add|remove|delete|move|section|page called|colou?r|font|instead|not from)\b/i;

export const hoursTold = (text: string): ToldHours | undefined => {
  const named = daysIn(text);
  const found = [...text.matchAll(hoursPattern)];
  if (named.size === 0 || !about.test(text) || other.test(text) || passing.test(text) || text.length > 140)
    return undefined;
  if (found.length === 0)
    return /\b(?:closed|shut|not open)\b/i.test(text) && !/\d/.test(text)
      ? { days: named, hours: 'closed' }
      : partlyTold(named, text);
  const { from = '', until = '' } = found[0]?.groups ?? {};
  return found.length > 1 ? undefined : { days: named, hours: { from, until } };
};

const ends = new RegExp(
  `\\b(?:until|till|clos(?:e|es|ing)(?: already| only)? at|shuts? at)\\s+(?<until>${clock}|midnight)(?![\\w:])`,
  'gi',
);
const begins = new RegExp(`\\b(?:from|open(?:s|ing)?(?: already| only)? at)\\s+(?<from>${clock}|noon)(?![\\w:])`, 'gi');

/** "We close at 16 on Fridays": when it opens stays. */
const partlyTold = (named: ReadonlySet<number>, text: string): ToldHours | undefined => {
  const [end, start] = [[...text.matchAll(ends)], [...text.matchAll(begins)]];
  const [until, from] = [end[0]?.groups?.['until'], start[0]?.groups?.['from']];
  if (end.length + start.length !== 1 || (text.match(/\d+(?:[:.]\d\d)?/g) ?? []).length > 1) return undefined;
  return { days: named, hours: { ...(until === undefined ? {} : { until }), ...(from === undefined ? {} : { from }) } };
};

/** New hours in the form of old ones: with their dash, their minutes and their "AM". */
export const hoursLike = (old: string, { from, until }: Hours): string => {
  const was = [...old.matchAll(hoursPattern)][0]?.groups;
  if (was === undefined) return from === undefined || until === undefined ? old : `${from}–${until}`;
  const [start, end] = [was['from'] ?? '', was['until'] ?? ''];
  return `${from === undefined ? start : timeLike(start, from)}${was['to'] ?? '–'}${until === undefined ? end : timeLike(end, until)}`;
};

const timeLike = (old: string, fresh: string): string => {
  const [, hours, minutes, half] = /^(\d{1,2})(?:[:.](\d{2}))?\s?([ap]\.?m\.?)?$/i.exec(fresh.trim()) ?? [];
  const form = /^(?<hours>\d{1,2})(?:(?<mark>[:.])\d{2})?(?<gap>\s?)(?<half>[ap]\.?m\.?)?$/i.exec(old.trim())?.groups;
  if (hours === undefined || form === undefined) return fresh;
  const padded = form['hours']?.startsWith('0') ? hours.padStart(2, '0') : hours;
  const exact = minutes ?? (form['mark'] === undefined ? undefined : '00');
  const mark = form['mark'] ?? ':';
  const named = form['half'] === undefined ? (half ?? '') : inCase(form['half'], half ?? form['half']);
  const gap = form['half'] === undefined && half !== undefined ? ' ' : (form['gap'] ?? '');
  return `${padded}${exact === undefined ? '' : `${mark}${exact}`}${named === '' ? '' : `${gap}${named}`}`;
};

const inCase = (model: string, half: string): string => (/[A-Z]/.test(model) ? half.toUpperCase() : half.toLowerCase());
