import type { Entry, Verb } from './journal.ts';
import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

/** The event that a command of each kind leaves for whoever has the id it answered with. */
const PROOF: Readonly<Partial<Record<Verb, { type: string; field: 'site' | 'build' | 'question' }>>> = {
  create: { type: 'SiteCreated', field: 'site' },
  prompt: { type: 'BuildRequested', field: 'build' },
  visual: { type: 'BuildRequested', field: 'build' },
  restore: { type: 'BuildRequested', field: 'build' },
  undo: { type: 'BuildRequested', field: 'build' },
  ask: { type: 'QuestionAsked', field: 'question' },
};

/** Whether everything that people were told is done is in the log, once, and nothing that nobody asked for. */
export const checkJournal = (entries: readonly Entry[], events: readonly StoredEvent[]): readonly Finding[] => {
  const findings: Finding[] = [];
  const sent = new Map(entries.flatMap((entry) => (entry.type === 'sent' ? [[entry.id, entry]] : [])));
  const byPosition = new Map(events.map((event) => [event.position, event]));
  const byId = new Map(events.map((event) => [event.id, event]));
  const lost = (message: string): void => void findings.push({ rule: 'acked-but-lost', message });

  for (const entry of entries) {
    if (entry.type !== 'taken') continue;
    const { verb, site } = sent.get(entry.id) ?? { verb: 'prompt', site: null };
    const { evidence } = entry;
    const name = `${verb} ${entry.id} of site ${evidence.site ?? site}`;
    if (evidence.position !== undefined) {
      const at = byPosition.get(evidence.position);
      const own = at?.kind !== 'site' || at.stream === (evidence.site ?? site);
      if (!at || !own) lost(`${name}: nothing of it at position ${evidence.position}`);
    }
    if (evidence.event !== undefined && !byId.has(evidence.event)) lost(`${name}: no event ${evidence.event}`);
    const proof = PROOF[verb];
    if (!proof) continue;
    const value = evidence[proof.field];
    const found = events.filter(({ type, data }) => type === proof.type && data[proof.field] === value);
    if (found.length === 0) lost(`${name}: no ${proof.type} of ${value}`);
    if (found.length > 1) {
      findings.push({ rule: 'duplicate-effect', message: `${name}: ${found.length} ${proof.type} of ${value}` });
    }
  }
  return [...findings, ...strangers(entries, sent, events), ...rude(entries)];
};

/** Whoever cannot be served is told so, and when to come again. */
const rude = (entries: readonly Entry[]): readonly Finding[] =>
  entries.flatMap((entry) => {
    if (entry.type !== 'deferred' || ([429, 503].includes(entry.status) && entry.retryAfter !== null)) return [];
    const message = `command ${entry.id} was answered ${entry.status}, Retry-After ${entry.retryAfter}`;
    return [{ rule: 'wrong-answer', message }];
  });

/** More effects than there were commands: as many as were taken, and at most those more whose answer nobody heard. */
const strangers = (
  entries: readonly Entry[],
  sent: ReadonlyMap<number, Extract<Entry, { type: 'sent' }>>,
  events: readonly StoredEvent[],
): readonly Finding[] => {
  const count = (type: Entry['type'], verbs: readonly Verb[]): number =>
    entries.filter((entry) => entry.type === type && !isIdle(entry) && verbs.includes(verbOf(entry))).length;
  const verbOf = ({ id }: Entry): Verb => sent.get(id)?.verb ?? 'cancel';
  /** A pointer that stood there already. */
  const isIdle = (entry: Entry): boolean =>
    entry.type === 'taken' && ['promote', 'rollback'].includes(verbOf(entry)) && entry.evidence.event === undefined;
  const kinds: readonly (readonly [string, readonly Verb[], (event: StoredEvent) => boolean])[] = [
    ['SiteCreated', ['create'], ({ type }) => type === 'SiteCreated'],
    ['VersionPromoted', ['promote', 'rollback'], ({ type }) => type === 'VersionPromoted'],
    ['QuestionAsked', ['ask'], ({ type }) => type === 'QuestionAsked'],
    [
      'BuildRequested',
      ['create', 'prompt', 'visual', 'restore', 'undo'],
      // What the product asks for again by itself names the build that it repeats.
      ({ type, data }) => type === 'BuildRequested' && data['retryOf'] === null,
    ],
  ];
  return kinds.flatMap(([name, verbs, isOne]) => {
    const [found, taken, unknown] = [events.filter(isOne).length, count('taken', verbs), count('unknown', verbs)];
    if (found >= taken && found <= taken + unknown) return [];
    const message = `${found} ${name} for ${taken} commands that were taken and ${unknown} that nobody heard of`;
    return [{ rule: 'duplicate-effect', message }];
  });
};
