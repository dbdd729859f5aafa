import { cp, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { putBytes } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { type Aggregates, createAggregates } from '@pagewright/kernel';
import { siteDecider, siteStream } from '@pagewright/sites';
import type { ServerFrame } from '../../../apps/api/src/contract/live.ts';
import { createInstallation, type Installation } from '../../story/installation.ts';
import { Person } from '../../story/person.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';
import { filledStore, MANIFEST } from '../filled-store.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { percentile } from '../harness/figures.ts';
import { latencies, timed } from '../harness/load.ts';
import { filesOf, HOUSE, openHouse } from '../servers/house.ts';
import { openSockets } from '../servers/sockets.ts';
import { DURABLE_NATS, openStand, type Stand } from '../servers/stand.ts';
import { contextOf, renameSite, targetOf } from '../sites.ts';

export const scale: Bench = {
  id: 'P11',
  name: 'scale',
  what: 'what grows with events, sites and clients, beside itself when it was small',
  run: async (context) => {
    await eventsGrow(context);
    await sitesGrow(context);
    await clientsGrow(context);
    await startsGrow(context);
  },
};

const ms = (name: string, goals: Figure['goals'] = {}): Figure => ({ name, unit: 'ms', higherIsBetter: false, goals });
const few = (count: number): string => count.toLocaleString('en-GB');

const eventsGrow = async (context: BenchContext): Promise<void> => {
  const sizes = context.quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
  await using stack = new AsyncDisposableStack();
  const sides: Side[] = [];
  for (const events of sizes) {
    const stand = await standOf(context, stack, { events, sites: 100 });
    sides.push(commanding(`${few(events)} events`, stand, Math.min(100, events), context.quick ? 50 : 500));
  }
  await compareGrowth(context, 'events', sides, ['warm command p50', 'cold command p50']);
};

const sitesGrow = async (context: BenchContext): Promise<void> => {
  const sizes = context.quick ? [10, 100] : [10, 100, 1_000, 10_000];
  const events = context.quick ? 5_000 : 100_000;
  await using stack = new AsyncDisposableStack();
  const sides: Side[] = [];
  for (const sites of sizes) {
    const stand = await standOf(context, stack, { events, sites });
    sides.push(commanding(`${few(sites)} sites`, stand, sites, context.quick ? 50 : 500));
  }
  await compareGrowth(context, 'sites', sides, ['warm command p50', 'cold command p50']);
};

/** The largest is ours, the smaller ones its peers: a ratio is how much dearer it became. */
const compareGrowth = async (
  context: BenchContext,
  what: string,
  sides: readonly Side[],
  names: readonly string[],
): Promise<void> => {
  const [smallest] = sides;
  const largest = sides.at(-1);
  if (!smallest || !largest) throw new Error('nothing to compare');
  await context.compare({
    variant: `${what} grow, ${largest.name}`,
    figures: names.map((name) => ms(name, { [smallest.name]: [{ of: 'ratio', atMost: 1.5 }] })),
    ours: largest,
    peers: sides.slice(0, -1),
  });
};

const standOf = async (
  context: BenchContext,
  stack: AsyncDisposableStack,
  plan: { readonly events: number; readonly sites: number },
): Promise<Stand> => stack.use(await openStand({ store: await filledStore(plan, context.say) }));

/** RenameSite over all sites in turn: on state that the process has, and in a process that has just begun. */
const commanding = (name: string, { broker }: Stand, sites: number, times: number): Side => {
  const open = () => createAggregates(broker.events, { snapshots: broker.snapshots });
  const aggregates = open();
  let commands = 0;
  let isWarm = false;
  const siteOf = (index: number): string => `site-${(index * 7) % sites}`;
  const command = (on: Aggregates, index: number): Promise<unknown> => {
    commands += 1;
    const id = siteOf(index);
    const now = new Date().toISOString();
    return on.handleCommand(targetOf(renameSite(id, now, `Name ${commands}`)), contextOf(now, name, String(commands)));
  };
  const warmUp = async (): Promise<void> => {
    const keeping = createAggregates(broker.events, { snapshots: broker.snapshots, keeping: { every: 1, pauseMs: 0 } });
    const used = new Set(Array.from({ length: times }, (_, index) => siteOf(index)));
    for (const id of used) {
      await keeping.read(siteStream(id), siteDecider);
      await waitFor(() => broker.snapshots.find(siteStream(id)), { what: `the snapshot of ${id}` });
      await aggregates.read(siteStream(id), siteDecider);
    }
  };
  return {
    name,
    settings: `${times} commands by one caller over ${few(sites)} sites, snapshots kept; ${DURABLE_NATS}`,
    measure: async () => {
      if (!isWarm) await warmUp();
      isWarm = true;
      const cold = await latencies(times, (index) => command(open(), index));
      // What the others wrote is read once before it counts as warm.
      await latencies(times, (index) => command(aggregates, index));
      const warm = await latencies(times, (index) => command(aggregates, index));
      return { 'warm command p50': percentile(warm, 0.5), 'cold command p50': percentile(cold, 0.5) };
    },
  };
};

const clientsGrow = async (context: BenchContext): Promise<void> => {
  const sizes = context.quick ? [1, 50] : [1, 10, 100, 1_000];
  const times = context.quick ? 20 : 200;
  await using stack = new AsyncDisposableStack();
  const house = await openHouse({ ...context, stack });
  const { person, installation } = house;
  const site = await house.site('Watched', filesOf(1, 500));
  let turn = 0;
  const side = (clients: number): Side => ({
    name: `${few(clients)} clients`,
    settings: `all on the one site that is renamed ${times} times; ${HOUSE}`,
    measure: async () => {
      await using sockets = new AsyncDisposableStack();
      await openSockets(sockets, clients, `ws://127.0.0.1:${installation.port}/ws`, {
        first: () => [
          { type: 'auth', token: person.token },
          { type: 'subscribe', topic: `site:${site.id}` },
        ],
        isReady: (text) => (JSON.parse(text) as ServerFrame).type === 'subscribed',
        heard: () => undefined,
      });
      const samples = await latencies(times, () => {
        turn += 1;
        return person.demand('PATCH', `/api/sites/${site.id}`, { name: `Name ${turn}` });
      });
      const memory = await residentMegabytes(await installation.pidOf('api'));
      return { 'answer p50': percentile(samples, 0.5), memory };
    },
  });
  const sides = sizes.map(side);
  const [smallest] = sides;
  const largest = sides.at(-1);
  if (!smallest || !largest) throw new Error('nothing to compare');
  await context.compare({
    variant: `clients grow, ${largest.name}`,
    figures: [ms('answer p50'), sublinear('memory', smallest.name, (sizes.at(-1) ?? 1) / (sizes[0] ?? 1))],
    ours: largest,
    peers: sides.slice(0, -1),
  });
};

/** Grows less than what it is measured over. */
const sublinear = (name: string, smallest: string, growth: number): Figure => ({
  name,
  unit: 'MB',
  higherIsBetter: false,
  goals: { [smallest]: [{ of: 'ratio', atMost: growth }] },
});

/** The product on a log that is there already, its read models up to date: what a restart costs. */
const startsGrow = async (context: BenchContext): Promise<void> => {
  const sizes = context.quick ? [1_000, 5_000] : [1_000, 1_000_000];
  await using stack = new AsyncDisposableStack();
  const sides: Side[] = [];
  for (const events of sizes) {
    const installation = await installedOn(context, stack, events);
    sides.push({
      name: `${few(events)} events`,
      settings: `roles ${ROLES}; npm start on a data folder whose read models are up to date, PGlite`,
      measure: async () => {
        const start = await timed(() => installation.start());
        const pids = await Promise.all((['api', 'nats-server'] as const).map((name) => installation.pidOf(name)));
        const memory = await Promise.all(pids.map(residentMegabytes));
        await installation.stop();
        return { start, memory: memory.reduce((sum, each) => sum + each, 0) };
      },
    });
  }
  const [smallest] = sides;
  const largest = sides.at(-1);
  if (!smallest || !largest) throw new Error('nothing to compare');
  await context.compare({
    variant: `start with ${largest.name}`,
    figures: [
      ms('start', { [smallest.name]: [{ of: 'ours', atMost: 10_000 }] }),
      sublinear('memory', smallest.name, (sizes.at(-1) ?? 1) / (sizes[0] ?? 1)),
    ],
    warmUp: false,
    ours: largest,
    peers: [smallest],
  });
};

/** Nobody works on the builds that such a log speaks of: their files were never made. */
const ROLES = 'http,live,projections,scheduler,questions';
const EMAIL = 'bench@example.org';
/** Registrations and logins are limited to twenty in a minute. */
const TRIED_EVERY_MS = 4_000;

const installedOn = async (
  context: BenchContext,
  stack: AsyncDisposableStack,
  events: number,
): Promise<Installation> => {
  const store = await filledStore({ events, sites: 100 }, context.say);
  const folder = stack.use(await temporaryFolder('house'));
  const installation = stack.use(await createInstallation(folder.path, { PAGEWRIGHT_ROLES: ROLES }));
  const jetstream = join(installation.data, 'nats/store/jetstream');
  await mkdir(join(jetstream, '..'), { recursive: true });
  await cp(join(store, 'jetstream'), jetstream, { recursive: true });
  // It was filled without users, whose account has another name than that of the product's.
  await rename(join(jetstream, '$G'), join(jetstream, 'PW'));
  await putBytes(await openFilesystemArtifactStore(join(installation.data, 'artifacts')), MANIFEST);
  await installation.start();
  const person = new Person(installation.port);
  context.say(`the read models of ${few(events)} events are built once`);
  await waitFor(() => isUpToDate(person, installation.setupCode, events), {
    what: 'the read models to be up to date',
    timeout: 60 * 60_000,
    every: TRIED_EVERY_MS,
  });
  await installation.stop();
  return installation;
};

/** A read that asks for a position is answered when the read models have it; before, with 503, like the registration. */
const isUpToDate = async (person: Person, setupCode: string, position: number): Promise<boolean> => {
  const enter = () => person.register(EMAIL, setupCode).catch(() => person.logIn(EMAIL));
  if (person.token === '') await enter().catch(() => undefined);
  const least = { 'pagewright-min-position': String(position) };
  const { status } = await person.ask('GET', '/api/sites', undefined, least);
  // It may take longer than a token lives.
  if (status === 401) await person.logIn(EMAIL).catch(() => undefined);
  return status === 200;
};

const residentMegabytes = async (pid: number): Promise<number> => {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
};
