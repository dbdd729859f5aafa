import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Site, visit } from '../../story/person.ts';
import { startProgram } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Bench, BenchContext, Figure, Side } from '../harness/bench.ts';
import { programPath } from '../harness/not-measured.ts';
import { type Load, press } from '../harness/wrk.ts';
import { peerProgram, peerVersion } from '../peers.ts';
import { filesOf, HOUSE, type House, openHouse, previewed } from '../servers/house.ts';
import { bareNginx } from '../servers/nginx.ts';

const STATIC = '@fastify/static';
const MEMORY = 'Fastify route, file in memory';
const NGINX = 'bare nginx';
const PAGE_BYTES = 10_000;
const PRESS = 'wrk, 64 connections, a page of 10 kB';

export const serve: Bench = {
  id: 'P6',
  name: 'serve',
  what: 'a page of a live site from the embedded host, also while versions are published',
  run: async (context) => {
    const wrk = await programPath('wrk', 'wrk');
    const house = await openHouse(context);
    const site = await publishedSite(house);
    const files = filesOf(3, PAGE_BYTES);
    const folder = context.stack.use(await temporaryFolder('serve'));
    await writeFile(join(folder.path, 'index.html'), files.get('index.html') ?? '');
    const peers = await openPeers(context, wrk, folder.path);
    const ours = (measure: Side['measure']): Side => ({
      name: 'embedded host',
      settings: `${PRESS}; ${HOUSE}`,
      measure,
    });
    const target = {
      port: house.installation.sitesPort,
      host: new URL(site.urls.live).hostname,
      seconds: context.seconds,
    };
    const rate: Figure = {
      name: 'rate',
      unit: 'requests/s',
      higherIsBetter: true,
      goals: { [STATIC]: [{ of: 'ratio', atLeast: 3 }] },
    };
    const failures: Figure = {
      name: 'failures',
      unit: 'requests',
      higherIsBetter: false,
      alone: true,
      goals: { 'embedded host': [{ of: 'ours', atMost: 0 }] },
    };
    await context.compare({
      variant: 'undisturbed',
      figures: [rate, failures],
      ours: ours(async () => {
        const { perSecond, failures: failed } = await press(wrk, target);
        return { rate: perSecond, failures: failed };
      }),
      peers,
    });
    const promotes = context.quick ? 10 : 100;
    await context.compare({
      variant: `during ${promotes} promotes`,
      figures: [{ ...rate, goals: {} }, failures],
      ours: ours(() => pressDuring(promoting(house, site, promotes), () => press(wrk, target))),
      peers,
    });
  },
};

/** Presses again and again until the work is done, so that none of it is left out. */
const pressDuring = async (work: Promise<void>, once: () => Promise<Load>) => {
  const loads: Load[] = [];
  do loads.push(await once());
  while (!(await isSettled(work)));
  await work;
  return {
    rate: loads.reduce((sum, { perSecond }) => sum + perSecond, 0) / loads.length,
    failures: loads.reduce((sum, { failures }) => sum + failures, 0),
  };
};

const isSettled = (work: Promise<void>): Promise<boolean> => {
  const yes = (): boolean => true;
  return Promise.race([work.then(yes, yes), Promise.resolve(false)]);
};

const publishedSite = async (house: House): Promise<Site> => {
  const { person, site } = house;
  const made = await site('Served', filesOf(3, PAGE_BYTES));
  const { build } = await person.say(made.id, 'Change the homepage title to Harbour');
  const turn = await person.ended(made.id, build);
  if (turn.state !== 'succeeded') throw new Error(`The second version has ${turn.state}`);
  await previewed(house.installation, made, 2);
  await promote(house, made, 1);
  return made;
};

/** Publishes the two versions in turns, each when the one before is served. */
const promoting = async (house: House, site: Site, times: number): Promise<void> => {
  for (let time = 1; time <= times; time += 1) await promote(house, site, 1 + (time % 2));
};

const promote = async ({ person, installation }: House, { id, urls }: Site, version: number): Promise<void> => {
  await person.demand('POST', `/api/sites/${id}/promote`, { version });
  const isLive = async (): Promise<boolean> => {
    const { hostname } = new URL(urls.live);
    const { status, body } = await visit(installation.sitesPort, hostname, '/.well-known/pagewright.json');
    return status === 200 && (JSON.parse(body.toString()) as { version: number }).version === version;
  };
  await waitFor(isLive, { what: `version ${version} to be live`, timeout: 60_000, every: 5 });
};

const openPeers = async (context: BenchContext, wrk: string, folder: string): Promise<readonly Side[]> => {
  const { stack, seconds } = context;
  const side = (name: string, settings: string, port: number): Side => ({
    name,
    settings: `${PRESS}; ${settings}`,
    measure: async () => {
      const { perSecond, failures } = await press(wrk, { port, host: 'localhost', seconds });
      if (failures > 0) throw new Error(`${name} failed ${failures} requests`);
      return { rate: perSecond };
    },
  });
  const program = async (name: string, argument: string): Promise<number> => {
    const running = stack.use(startProgram(process.execPath, [await peerProgram(name), argument]));
    return Number((await running.prints(/listening (\d+)/))[1]);
  };
  const opened = [
    await context.peer(STATIC, async () =>
      side(STATIC, `${await peerVersion(STATIC)}, default settings`, await program('serve-folder', folder)),
    ),
    await context.peer(MEMORY, async () =>
      side(MEMORY, await peerVersion('fastify'), await program('serve-memory', join(folder, 'index.html'))),
    ),
    await context.peer(NGINX, async () => {
      const work = stack.use(await temporaryFolder('nginx'));
      const server = stack.use(await bareNginx(folder, work.path));
      return side(NGINX, 'worker_processes auto, sendfile, no access log', server.port);
    }),
  ];
  return opened.filter((peer) => peer !== undefined);
};
