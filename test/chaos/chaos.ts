import { randomInt } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createInstallation, UNCHECKED } from '../story/installation.ts';
import { Person } from '../story/person.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { checkJournal } from './check-journal.ts';
import { checkReads } from './check-reads.ts';
import { checkSites } from './check-sites.ts';
import { checkStreams } from './check-streams.ts';
import { openJournal, readJournal } from './journal.ts';
import { torment } from './nemesis.ts';
import { work } from './people.ts';
import { readLog } from './read-log.ts';
import { seeded } from './seeded.ts';
import { createSender } from './send.ts';
import type { Finding } from './stored-event.ts';

const RULES = [
  'acked-but-lost',
  'duplicate-event',
  'duplicate-effect',
  'broken-chain',
  'partial-batch',
  'token-regression',
  'stale-writer',
  'two-at-once',
  'two-ends',
  'broken-attempts',
  'build-without-an-end',
  'broken-versions',
  'promoted-nothing',
  'lost-pointer',
  'wrong-tree',
  'wrong-read',
] as const;
const QUIET_MS = 8 * 60_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    people: { type: 'string' },
    checks: { type: 'boolean' },
  },
});
const seed = Number(values.seed ?? randomInt(1_000_000));
const minutes = Number(values.minutes ?? 2);
const count = Number(values.people ?? 3);
for (const [name, value] of Object.entries({ seed, minutes, people: count })) {
  if (Number.isFinite(value) && value > 0) continue;
  console.error(`--${name} must be a number above zero, such as --seed 7 --minutes 2 --people 3.`);
  process.exit(2);
}

const began = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${line}`);
const chance = seeded(seed);
say(`chaos with seed ${seed}: ${count} people, ${minutes} min`);

await using folder = await temporaryFolder('chaos');
// A browser's look at each version takes longer than all the rest: only where it is asked for.
await using house = await createInstallation(folder.path, values.checks ? {} : UNCHECKED);
await house.start();

const emailOf = new Map<Person, string>();
const journalPath = join(folder.path, 'journal.ndjson');
{
  using journal = openJournal(journalPath);
  for (let index = 0; index < count; index += 1) {
    const person = new Person(house.port);
    await person.register(`p${index}@example.org`, index === 0 ? house.setupCode : undefined);
    emailOf.set(person, `p${index}@example.org`);
  }
  const stop = AbortSignal.timeout(minutes * 60_000);
  const send = createSender(journal, (person) => person.logIn(emailOf.get(person) ?? ''));
  const deeds = new Map<string, number>();
  await Promise.all([
    torment(house, { chance: chance.fork(), stop, say }, deeds),
    ...[...emailOf.keys()].map((person, index) =>
      work(person, { send, chance: chance.fork(), stop, name: `Site ${index}` }),
    ),
  ]);
  say(`done to it: ${[...deeds].map(([deed, times]) => `${times} × ${deed}`).join(', ') || 'nothing'}`);
}

const people = [...emailOf.keys()];
const quietSince = performance.now();
await waitFor(() => Promise.all(people.map(isAnswered)).then((all) => all.every(Boolean)), {
  what: 'the API to answer',
  timeout: QUIET_MS,
  every: 500,
});
const findings: Finding[] = [];
await waitFor(() => isQuiet(), { what: 'all builds and checks to end', timeout: QUIET_MS, every: 1_000 }).catch(
  (raw: unknown) => findings.push({ rule: 'build-without-an-end', message: String(raw) }),
);
say(`quiet after ${((performance.now() - quietSince) / 1_000).toFixed(1)} s`);

const entries = readJournal(journalPath);
const events = await readLog(await login());
findings.push(...checkStreams(events), ...checkSites(events), ...checkJournal(entries, events));
findings.push(...(await checkReads(events, { people, sitesPort: house.sitesPort })));

const of = (type: string): number => entries.filter((entry) => entry.type === type).length;
say(
  `${of('sent')} commands: ${of('taken')} taken, ${of('refused')} refused, ${of('unknown')} never answered; ${events.length} events`,
);
const attempts = events.filter(({ type }) => type === 'BuildStarted').map(({ data }) => Number(data['attempt']));
say(`${attempts.length} attempts at builds, ${attempts.filter((attempt) => attempt > 1).length} of them not the first`);
for (const rule of RULES) {
  const found = findings.filter((finding) => finding.rule === rule);
  console.log(`${String(found.length).padStart(6)}  ${rule}`);
  for (const { message } of found.slice(0, 10)) console.log(`        ${message}`);
}
if (findings.length > 0) {
  process.exitCode = 1;
  const kept = resolve(import.meta.dirname, '../artifacts/chaos', String(seed));
  await cp(join(house.data, 'logs'), join(kept, 'logs'), { recursive: true });
  await cp(journalPath, join(kept, 'journal.ndjson'));
  await writeFile(join(kept, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  say(`what was sent, stored and logged is kept in ${kept}`);
}

async function isAnswered(person: Person): Promise<boolean> {
  const { status } = await person.ask('GET', '/api/me').catch(() => ({ status: 0 }));
  if (status === 401) await person.logIn(emailOf.get(person) ?? '');
  return status === 200;
}

/** By the log: no build waits or runs, every question is answered, every version has been looked at. */
async function isQuiet(): Promise<boolean> {
  const all = await readLog(await login());
  const open = new Set<unknown>();
  for (const { type, data } of all) {
    const name = data['build'] ?? data['question'];
    if (type === 'BuildRequested' || type === 'QuestionAsked' || type === 'BuildClarified') open.add(name);
    if (
      /^Build(?:Succeeded|Declined|Rejected|Failed|Cancelled|ClarificationAsked)$|^Question(?:Answered|Failed)$/.test(
        type,
      )
    )
      open.delete(name);
  }
  if (!values.checks) return open.size === 0;
  const versions = all.filter(({ type }) => type === 'BuildSucceeded').length;
  const checked = new Set(
    all
      .filter(({ type }) => type === 'VersionChecked')
      .map(({ stream, data }) => `${stream} ${String(data['version'])}`),
  );
  return open.size === 0 && checked.size === versions;
}

async function login() {
  const servers = /Broker: ready at (\S+?)\.?$/m.exec(house.output())?.[1] ?? '';
  const pass = (await readFile(join(house.data, 'secrets', 'nats-publisher'), 'utf8')).trim();
  return { servers, user: 'publisher', pass, inboxPrefix: '_INBOX_publisher' };
}
