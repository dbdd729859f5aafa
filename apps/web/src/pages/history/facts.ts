import type { LoggedEvent, Ruler } from '../../api/types.ts';
import { shortDigest } from '../../site/promotion.ts';
import { duration } from './when.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly mono: boolean;
}

/** What an event says, for reading: its type, then every plain value in it under a name in words. */
export const factsOf = (event: LoggedEvent, ruler: Ruler | null): readonly Fact[] => {
  const facts: Fact[] = [{ name: 'Type', value: event.type, mono: true }];
  for (const [name, value] of Object.entries(event.data)) {
    const fact = HIDDEN.has(name) ? null : factOf(name, value);
    if (fact) facts.push(fact);
  }
  const previous = reignOf(event, ruler);
  return previous ? [...facts, previous] : facts;
};

/** Ids that a person reads nothing from, and what stands elsewhere on the page: they are in the raw event. */
const HIDDEN = new Set(['site', 'at', 'by', 'owner', 'key', 'retryOf', 'position', 'front', 'fencingToken']);
const NAMES: Readonly<Record<string, string>> = {
  previous: 'Before it',
  durationMs: 'Took',
  runnerId: 'Runner',
  sourceVersion: 'Made from',
  parent: 'Made from',
  fqdn: 'Address',
  restores: 'Restores',
  tree: 'Digest',
};

const factOf = (name: string, value: unknown): Fact | null => {
  const label = NAMES[name] ?? inWords(name);
  const fact = (text: string, mono = false): Fact => ({ name: label, value: text, mono });
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number' && VERSIONS.has(name)) return fact(`version ${value}`);
  if (name === 'durationMs') return fact(`${String(value)} ms`);
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return fact(`sha256 ${shortDigest(value)}`, true);
  if (name === 'build' || name === 'runnerId') return fact(String(value), true);
  if (typeof value === 'string' || typeof value === 'number') return fact(String(value));
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    return fact(value.join(', '));
  return name === 'counts' ? fact(countsInWords(value as Counts)) : null;
};

const VERSIONS = new Set(['version', 'previous', 'sourceVersion', 'parent']);

interface Counts {
  readonly created?: number;
  readonly modified?: number;
  readonly deleted?: number;
}
const countsInWords = ({ created = 0, modified = 0, deleted = 0 }: Counts): string =>
  `${created} added, ${modified} changed, ${deleted} removed`;

/** How long that was live which a publish put aside. */
const reignOf = ({ id, type, data, time }: LoggedEvent, ruler: Ruler | null): Fact | null => {
  if (type !== 'VersionPromoted' || data['target'] !== 'live' || ruler === null) return null;
  const before = ruler.live[ruler.live.findIndex(({ event }) => event === id) - 1];
  if (before === undefined || before.version !== data['previous']) return null;
  const ms = Date.parse(time) - Date.parse(before.from);
  return { name: `Version ${before.version}`, value: `was live ${duration(ms)}`, mono: false };
};

const inWords = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
