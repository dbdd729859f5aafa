import { once } from 'node:events';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Person } from '../story/person.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkJournal } from './check-journal.ts';
import { checkReads } from './check-reads.ts';
import { checkSites } from './check-sites.ts';
import { checkStreams } from './check-streams.ts';
import { checkVisits, shownIn } from './check-visits.ts';
import { type Entry, type Journal, openJournal, readJournal } from './journal.ts';
import { type Act, type Pace, type Scene, torment } from './nemesis.ts';
import { work } from './people.ts';
import { type LogLogin, readLog } from './read-log.ts';
import { readServedFiles } from './read-served.ts';
import { seeded } from './seeded.ts';
import { createSender } from './send.ts';
import { oneHouse, type Stage, twoHousesOnACluster } from './stage.ts';
import type { Finding } from './finding.ts';
import type { StoredEvent } from './stored-event.ts';
import { createServing, type Visit, visitSite } from './visitors.ts';

export interface Plan {
  readonly seed: number;
  /** How long people work; until every act was played once where it is left out. */
  readonly minutes?: number;
  readonly people: number;
  /** Whether a browser of the product's own looks at each version. */
  readonly checks: boolean;
  /** Between two commands of one person, in milliseconds. */
  readonly work: readonly [least: number, most: number];
  readonly pace: Pace;
  /** Only acts with this in their name; all when it is empty. */
  readonly acts: string;
  /** Two houses over three servers, instead of one with a broker of its own. */
  readonly cluster: boolean;
  readonly diskMegabytes: number;
  /** How long all that was begun may take to end, and how long a build may wait or run after that. */
  readonly quietMs: number;
  /** More variables of the installation. */
  readonly environment: Readonly<Record<string, string>>;
}

/** By the hour: acts seconds apart, sleeps longer than locks live. */
export const LONG: Omit<Plan, 'seed' | 'minutes' | 'people' | 'checks' | 'acts' | 'cluster'> = {
  pace: { pause: [1_500, 9_000], sleep: [500, 22_000], trouble: [500, 10_000] },
  work: [150, 1_500],
  diskMegabytes: 256,
  quietMs: 8 * 60_000,
  environment: {},
};

/** For every test run: each act once, close together, and locks that live for three seconds. */
export const SHORT: Omit<Plan, 'seed' | 'minutes' | 'people' | 'checks' | 'acts' | 'cluster'> = {
  pace: { pause: [100, 700], sleep: [500, 4_000], trouble: [500, 2_000] },
  work: [50, 500],
  diskMegabytes: 64,
  quietMs: 120_000,
  environment: { PAGEWRIGHT_LOCK_TTL: '3s', PAGEWRIGHT_LOCK_RENEW_INTERVAL: '1s' },
};

export interface Outcome {
  readonly findings: readonly Finding[];
  /** Where what was sent, stored and logged is kept: after a finding, and when somebody was never answered. */
  readonly kept: string | undefined;
}

/** Plays one installation from its start to the check of its log. */
export const playChaos = async (plan: Plan, tell: (line: string) => void): Promise<Outcome> => {
  await using folder = await temporaryFolder('chaos');
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(`${new Date().toISOString()} ${line}`);
    tell(line);
  };
  const { checks, diskMegabytes, environment } = plan;
  const open = plan.cluster ? twoHousesOnACluster : oneHouse;
  await using stage = await open({ folder: folder.path, checks, diskMegabytes, environment, say });
  const evidence: Evidence = { folder: folder.path, stage, said, events: [], visits: [] };
  try {
    const findings = await play(plan, evidence, say);
    // Who was never answered may have met something that no rule is broken by.
    const isWhole = findings.length === 0 && !journalOf(evidence).some(({ type }) => type === 'unknown');
    return { findings, kept: isWhole ? undefined : await keep(plan.seed, evidence) };
  } catch (error) {
    say(`given up: ${String(error)}`);
    tell(`what was sent, stored and logged is kept in ${await keep(plan.seed, evidence)}`);
    throw error;
  }
};

/** What there is to look at afterwards, as far as it came. */
interface Evidence {
  readonly folder: string;
  readonly stage: Stage;
  readonly said: readonly string[];
  events: readonly StoredEvent[];
  readonly visits: Visit[];
}

const journalIn = (folder: string): string => join(folder, 'journal.ndjson');
const journalOf = ({ folder }: Evidence): readonly Entry[] => readJournal(journalIn(folder));

const play = async (plan: Plan, evidence: Evidence, say: (line: string) => void): Promise<readonly Finding[]> => {
  const chance = seeded(plan.seed);
  const { stage, visits } = evidence;
  const { houses, streets, login } = stage;
  const [house] = houses;
  const decks = stage.decks
    .map((deck) => deck.filter(({ name }) => name.includes(plan.acts)))
    .map((deck) => (plan.minutes ? deck : onlyOnce(deck)));
  if (decks.flat().length === 0) throw new Error(`No act has "${plan.acts}" in its name.`);
  const serving = createServing();
  say('all is ready');

  const emailOf = new Map<Person, string>();
  {
    using journal = openJournal(journalIn(evidence.folder));
    for (let index = 0; index < plan.people; index += 1) {
      const person = new Person((streets[index % streets.length] ?? streets[0]).port);
      await person.register(`p${index}@example.org`, index === 0 ? house.setupCode : undefined);
      emailOf.set(person, `p${index}@example.org`);
    }
    const over = new AbortController();
    const stop = plan.minutes
      ? AbortSignal.any([over.signal, AbortSignal.timeout(plan.minutes * 60_000)])
      : over.signal;
    let deferrals = 0;
    const counting: Journal = {
      ...journal,
      write: (entry) => {
        if (entry.type === 'deferred') deferrals += 1;
        journal.write(entry);
      },
    };
    const scene: Scene = { houses, serving, deferred: () => deferrals, pace: plan.pace };
    const send = createSender(counting, (person) => person.logIn(emailOf.get(person) ?? ''));
    const deeds = new Map<string, number>();
    const visitors: Promise<void>[] = [];
    const [allOpen, opened] = countdown(plan.people);
    const tormented = async (): Promise<void> => {
      await Promise.race([allOpen, once(stop, 'abort')]);
      const rounds = plan.minutes ? {} : { rounds: 1 };
      await Promise.all(
        decks.map((deck) => torment(deck, scene, { chance: chance.fork(), stop, say, ...rounds }, deeds)),
      );
      over.abort();
    };
    await Promise.all([
      tormented(),
      ...[...emailOf.keys()].map((person, index) => {
        const begin = (host: string): void => {
          opened();
          const noted = (visit: Visit): void => void visits.push(visit);
          visitors.push(visitSite({ host, port: house.sitesPort }, { serving, stop, noted }));
        };
        const name = `Site ${index}`;
        return work(person, { send, chance: chance.fork(), stop, name, pause: plan.work, opened: begin });
      }),
    ]);
    await Promise.all(visitors);
    say(`done to it: ${[...deeds].map(([deed, times]) => `${times} × ${deed}`).join(', ') || 'nothing'}`);
  }

  const people = [...emailOf.keys()];
  const logIn = (person: Person): Promise<void> => person.logIn(emailOf.get(person) ?? '');
  const findings = await untilQuiet(people, { logIn, login, plan, say });
  const entries = journalOf(evidence);
  const events = await readLog(await login());
  evidence.events = events;
  findings.push(...checkStreams(events), ...checkSites(events), ...checkJournal(entries, events));
  findings.push(...(await checkReads(events, { people, sitesPort: house.sitesPort })));
  const files = await readServedFiles(events, { people, sitesPort: house.sitesPort });
  findings.push(...checkVisits(visits, shownIn(events), files));

  const of = (type: string): number => entries.filter((entry) => entry.type === type).length;
  say(
    `${of('sent')} commands: ${of('taken')} taken, ${of('refused')} refused, ${of('unknown')} never answered, ` +
      `${of('deferred')} times told to come again; ${events.length} events`,
  );
  for (const entry of entries) if (entry.type === 'unknown') say(`never answered: command ${entry.id}, ${entry.why}`);
  const answers = visits.reduce((sum, visit) => sum + visit.answers.length, 0);
  const excused = visits.filter((visit) => visit.excused).length;
  say(`${visits.length} visits with ${answers} answers, ${excused} of them while nobody served`);
  const attempts = events.filter(({ type }) => type === 'BuildStarted').map(({ data: { attempt } }) => Number(attempt));
  say(
    `${attempts.length} attempts at builds, ${attempts.filter((attempt) => attempt > 1).length} of them not the first`,
  );
  return findings;
};

/** Answers where everything lies. */
const keep = async (seed: number, { folder, stage, said, events, visits }: Evidence): Promise<string> => {
  const kept = resolve(import.meta.dirname, '../artifacts/chaos', String(seed));
  await rm(kept, { recursive: true, force: true });
  await mkdir(kept, { recursive: true });
  for (const [name, path] of Object.entries(stage.logs)) await cp(path, join(kept, name), { recursive: true });
  for (const [index, url] of stage.monitors.entries()) {
    const facts = await fetch(`${url}/jsz?accounts=true&streams=true&consumers=true`).then(
      (answer) => answer.text(),
      (error: unknown) => String(error),
    );
    await writeFile(join(kept, `broker-${index + 1}.json`), facts);
  }
  await cp(journalIn(folder), join(kept, 'journal.ndjson')).catch(() => undefined);
  await writeFile(join(kept, 'said.txt'), said.map((line) => `${line}\n`).join(''));
  // Where it was given up before it was checked, the log is read for whoever looks at it.
  const stored = events.length > 0 ? events : await stage.login().then(readLog, () => []);
  await writeFile(join(kept, 'events.ndjson'), linesOf(stored));
  await writeFile(join(kept, 'visits.ndjson'), linesOf(visits));
  return kept;
};

const onlyOnce = (deck: readonly Act[]): readonly Act[] => [...new Map(deck.map((act) => [act.name, act])).values()];

/** A promise that is kept when it was called so often. */
const countdown = (times: number): readonly [Promise<void>, () => void] => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = times;
  return [promise, () => ((left -= 1) === 0 ? resolve() : undefined)];
};

const linesOf = (items: readonly unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

interface Ending {
  readonly logIn: (person: Person) => Promise<void>;
  readonly login: () => Promise<LogLogin>;
  readonly plan: Plan;
  readonly say: (line: string) => void;
}

const SAY_EVERY_MS = 10_000;

/** Waits until the API answers everybody and the log says that all has ended. */
const untilQuiet = async (
  people: readonly Person[],
  { logIn, login, plan: { quietMs, checks }, say }: Ending,
): Promise<Finding[]> => {
  const since = performance.now();
  const heard = new Map<Person, string>();
  const isAnswered = async (person: Person): Promise<boolean> => {
    const { status, body } = await person
      .ask<{ code?: string }>('GET', '/api/me')
      .catch((error: unknown) => ({ status: 0, body: { code: String(error) } }));
    if (status === 401) await logIn(person);
    heard.set(person, `${status} ${body.code ?? ''}`);
    return status === 200;
  };
  await waitFor(() => Promise.all(people.map(isAnswered)).then((all) => all.every(Boolean)), {
    what: 'the API to answer',
    timeout: quietMs,
    every: 500,
  }).catch((cause: unknown) => {
    throw new Error(`The API does not answer everybody: ${[...heard.values()].join(', ')}`, { cause });
  });
  say(`everybody is answered after ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  let open: readonly string[] = [];
  let said = -Infinity;
  const isQuiet = async (): Promise<boolean> => {
    open = openIn(await readLog(await login()), checks);
    if (open.length > 0 && performance.now() - said >= SAY_EVERY_MS) {
      say(`${open.length} still open, the first: ${open[0]}`);
      said = performance.now();
    }
    return open.length === 0;
  };
  const findings: Finding[] = [];
  await waitFor(isQuiet, { what: 'all builds and checks to end', timeout: quietMs, every: 1_000 }).catch(
    (error: unknown) =>
      findings.push(
        ...(open.length > 0 ? open : [String(error)]).map((message) => ({
          rule: 'build-without-an-end' as const,
          message,
        })),
      ),
  );
  say(`quiet after ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  return findings;
};

const ENDS = /^Build(?:Succeeded|Declined|Rejected|Failed|Cancelled|ClarificationAsked)$|^Question(?:Answered|Failed)$/;

/** Builds that wait or run, questions without an answer and, where that is asked for, versions that nobody looked at. */
const openIn = (events: readonly StoredEvent[], checks: boolean): readonly string[] => {
  const open = new Map<string, string>();
  for (const { type, stream, data, position } of events) {
    const name = String(data['build'] ?? data['question']);
    const version = `version ${String(data['version'])} of site ${stream}`;
    if (type === 'BuildRequested' || type === 'QuestionAsked' || type === 'BuildClarified') {
      open.set(name, `${name} of site ${stream} has no end after ${type} at position ${position}`);
    }
    if (ENDS.test(type)) open.delete(name);
    if (checks && type === 'BuildSucceeded') open.set(version, `nobody looked at ${version}`);
    if (type === 'VersionChecked') open.delete(version);
  }
  return [...open.values()];
};
