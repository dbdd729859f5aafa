import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';

/** What can be counted of a site, in the log or in what people read. */
export interface Counts {
  /** Events of the site, its name and its deployments. */
  events: number;
  head: number | null;
  preview: number | null;
  waiting: number;
  running: string | null;
  /** Of builds and questions, by id. */
  readonly turns: Map<string, string>;
}

const STATES: Readonly<Record<string, string>> = {
  BuildRequested: 'waiting',
  BuildStarted: 'running',
  BuildStopRequested: 'stopping',
  BuildClarificationAsked: 'clarifying',
  BuildClarified: 'waiting',
  BuildSucceeded: 'succeeded',
  BuildDeclined: 'declined',
  BuildRejected: 'rejected',
  BuildFailed: 'failed',
  BuildCancelled: 'cancelled',
  QuestionAsked: 'answering',
  QuestionAnswered: 'answered',
  QuestionFailed: 'failed',
};

/** Counted event by event, by site. */
export const recount = (events: readonly StoredEvent[]): ReadonlyMap<string, Counts> => {
  const sites = new Map<string, Counts>();
  for (const { kind, type, data } of events) {
    if (!['site', 'hostname', 'deployment'].includes(kind)) continue;
    const id = String(data['site']);
    const site = sites.get(id) ?? newCounts();
    sites.set(id, site);
    site.events += 1;
    const state = STATES[type];
    if (state !== undefined) site.turns.set(String(data['build'] ?? data['question']), state);
    if (type === 'BuildSucceeded') site.head = site.preview = Number(data['version']);
    if (type === 'VersionPromoted' && data['target'] === 'preview') site.preview = Number(data['version']);
  }
  for (const site of sites.values()) {
    const inState = (...states: readonly string[]): readonly string[] =>
      [...site.turns].flatMap(([turn, state]) => (states.includes(state) ? [turn] : []));
    site.waiting = inState('waiting').length;
    site.running = inState('running', 'stopping')[0] ?? null;
  }
  return sites;
};

const newCounts = (): Counts => ({
  events: 0,
  head: null,
  preview: null,
  waiting: 0,
  running: null,
  turns: new Map(),
});

/** Where what people read differs from the recount. */
export const compareCounts = (site: string, counted: Counts, read: Counts): readonly Finding[] => {
  const findings: Finding[] = [];
  const wrong = (what: string, is: unknown, should: unknown): void =>
    void findings.push({ rule: 'wrong-count', message: `site ${site}: ${what} reads ${is}, the log says ${should}` });
  for (const field of ['events', 'head', 'preview', 'waiting', 'running'] as const) {
    if (read[field] !== counted[field]) wrong(field, read[field], counted[field]);
  }
  for (const turn of new Set([...counted.turns.keys(), ...read.turns.keys()])) {
    const [is, should] = [read.turns.get(turn), counted.turns.get(turn)];
    if (is !== should) wrong(`turn ${turn}`, is, should);
  }
  return findings;
};
