import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Installation } from '../story/installation.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WiredCluster } from './cluster/wired-cluster.ts';
import type { Chance } from './seeded.ts';
import type { SmallDisk } from './small-disk.ts';
import type { Serving } from './visitors.ts';
import type { Wire } from './wire.ts';

export interface Pace {
  /** Between two acts, in milliseconds. */
  readonly pause: readonly [least: number, most: number];
  /** How long a program sleeps; the longest is longer than a lock lives. */
  readonly sleep: readonly [least: number, most: number];
  /** How long a wire is not open. */
  readonly trouble: readonly [least: number, most: number];
}

/** What there is to torment. */
export interface Scene {
  /** Visitors come to the first. */
  readonly houses: readonly [Installation, ...Installation[]];
  readonly serving: Serving;
  /** How often people were told to come again so far. */
  readonly deferred: () => number;
  readonly pace: Pace;
}

/** Longer than it takes until somebody sends a command. */
const REFUSED_WITHIN_MS = 8_000;

/** Answers false where there was nothing to do it to. */
type Play = (scene: Scene, chance: Chance, stop: AbortSignal) => Promise<boolean>;

export interface Act {
  readonly name: string;
  readonly play: Play;
}

type Victim = 'api' | 'runner' | 'nats-server' | 'worker';

const kill = (victim: Victim): Act => ({
  name: `kill -9 ${victim}`,
  play: async (scene, chance) => {
    const { pid, serves } = await target(scene, victim, chance);
    if (pid === undefined) return false;
    const away = serves ? scene.serving.away() : undefined;
    const killed = signal(pid, 'SIGKILL');
    away?.back();
    return killed;
  },
});

const sleepOf = (victim: Victim): Act => ({
  name: `stop ${victim}`,
  play: async (scene, chance, stop) => {
    const { pid, serves } = await target(scene, victim, chance);
    const away = serves ? scene.serving.away() : undefined;
    const stopped = pid !== undefined && signal(pid, 'SIGSTOP');
    if (stopped) {
      await wait(chance.between(...scene.pace.sleep), undefined, { signal: stop }).catch(() => undefined);
      signal(pid, 'SIGCONT');
    }
    away?.back();
    return stopped;
  },
});

const crash: Act = {
  name: 'kill -9 everything',
  play: async ({ houses, serving }, chance) => {
    const house = chance.oneOf(houses);
    const away = house === houses[0] ? serving.away() : undefined;
    await house.crash();
    await house.start();
    away?.back();
    return true;
  },
};

const fullDisk = (disk: SmallDisk): Act => ({
  name: "fill the broker's disk",
  play: async ({ pace, deferred }, chance, stop) => {
    const before = deferred();
    await disk.fill();
    const isRefused = (): boolean => deferred() > before || stop.aborted;
    await waitFor(isRefused, { what: 'somebody to be refused', timeout: REFUSED_WITHIN_MS }).catch(() => undefined);
    await wait(chance.between(...pace.trouble), undefined, { signal: stop }).catch(() => undefined);
    await disk.empty();
    return true;
  },
});

/** Who was cut off before comes back first. */
const cut = (name: string, cutting: (chance: Chance) => boolean): Act => ({
  name,
  play: (_scene, chance, stop) =>
    waitFor(() => stop.aborted || cutting(chance), { what: 'a connection to cut', timeout: 5_000 }).catch(() => false),
});
const cutAll = (name: string, wire: Wire): Act => cut(name, () => wire.cutAll() > 0);
const cutOne = (name: string, wire: Wire): Act => cut(name, (chance) => wire.cutOne(chance));

const trouble = (name: string, wire: Wire, state: Parameters<Wire['during']>[0]): Act => ({
  name,
  play: async ({ pace }, chance, stop) => {
    await wire.during(state, chance.between(...pace.trouble), stop);
    return true;
  },
});

const onTheStreet = (street: Wire): readonly Act[] => [
  cutAll("cut people's connections", street),
  trouble('hold the answers to people', street, 'held'),
  trouble('lose the answers to people', street, 'deaf'),
];

/**
 * What is done to one house: to its programs, and beside that to the wires between them and the broker and before its
 * door. A card that lies there twice is played twice as often.
 */
export const decksOfHouse = (
  backstage: Wire,
  street: Wire,
  disk: SmallDisk | undefined,
): readonly (readonly Act[])[] => [
  [
    crash,
    ...(disk ? [fullDisk(disk)] : []),
    ...(['api', 'runner', 'nats-server', 'worker', 'worker'] as const).map(kill),
    ...(['api', 'runner', 'nats-server', 'worker'] as const).map(sleepOf),
  ],
  [
    cutAll("cut the broker's connections", backstage),
    cutOne("cut one of the broker's connections", backstage),
    trouble("hold the broker's replies", backstage, 'held'),
    trouble("lose the broker's replies", backstage, 'deaf'),
    trouble('no way to the broker', backstage, 'dark'),
    ...onTheStreet(street),
  ],
];

/** How often the leader of the log dies. */
const LEADER_DIES_EVERY_MS = 5_000;

/** What is done to houses on a cluster: to its servers, beside that to the programs and people's way to them. */
export const decksOfCluster = (cluster: WiredCluster, street: Wire): readonly (readonly Act[])[] => [
  [
    ...[1, 2, 3].map(() => killLeader(cluster)),
    {
      name: 'the leader sees no other server',
      play: async ({ pace }, chance, stop) => {
        await cluster.cutOff(await cluster.leaderOf('PW_EVENTS'), chance.between(...pace.trouble), stop);
        return true;
      },
    },
    {
      name: 'a server sees no other',
      play: async ({ pace }, chance, stop) => {
        const [first, ...rest] = cluster.nodes;
        if (!first) return false;
        await cluster.cutOff(chance.oneOf([first, ...rest]), chance.between(...pace.trouble), stop);
        return true;
      },
    },
  ],
  [
    ...(['api', 'runner', 'worker'] as const).map(kill),
    ...(['api', 'runner'] as const).map(sleepOf),
    ...onTheStreet(street),
  ],
];

const killLeader = (cluster: WiredCluster): Act => ({
  name: 'kill -9 the leader of the log',
  play: async (_scene, _chance, stop) => {
    await wait(LEADER_DIES_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    const leader = await cluster.leaderOf('PW_EVENTS');
    await leader.kill();
    await leader.start();
    // Two that are not there at once are more than the promise bears.
    await cluster.settled();
    return true;
  },
});

export interface Torment {
  readonly chance: Chance;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  /** How often the deck is played; for ever where it is left out. */
  readonly rounds?: number;
}

/**
 * Plays the deck in an order that the seed decides, again and again until told to stop, and counts what it did. Only
 * what belongs to the installation is touched. Nothing sleeps, is cut off or is full when it returns.
 */
export const torment = async (
  deck: readonly Act[],
  scene: Scene,
  { chance, stop, say, rounds = Infinity }: Torment,
  deeds: Map<string, number>,
): Promise<void> => {
  if (deck.length === 0) return;
  for (let round = 1; round <= rounds && !stop.aborted; round += 1) {
    for (const { name, play } of shuffled(deck, chance)) {
      await wait(chance.between(...scene.pace.pause), undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return;
      const began = performance.now();
      if (!(await play(scene, chance, stop))) continue;
      deeds.set(name, (deeds.get(name) ?? 0) + 1);
      say(`${name} (${((performance.now() - began) / 1_000).toFixed(1)} s)`);
    }
  }
};

const shuffled = (deck: readonly Act[], chance: Chance): readonly Act[] =>
  deck
    .map((act) => ({ act, place: chance.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ act }) => act);

const signal = (pid: number, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

/** One that runs now; one that is just being started again is waited for. It serves if visitors come to it. */
const target = async (
  { houses }: Scene,
  victim: Victim,
  chance: Chance,
): Promise<{ pid: number | undefined; serves: boolean }> => {
  const house = chance.oneOf(houses);
  return { pid: await pidOf(house, victim, chance), serves: victim === 'runner' && house === houses[0] };
};

const pidOf = (house: Installation, victim: Victim, chance: Chance): Promise<number | undefined> =>
  waitFor(
    async () => {
      if (victim !== 'worker') {
        const pid = await house.pidOf(victim);
        return signal(pid, 'SIGCONT') && pid;
      }
      const workers = childrenOf(await house.pidOf('runner'));
      return workers[chance.below(workers.length)];
    },
    { what: `${victim} to run`, timeout: 10_000, every: 50 },
  ).catch(() => undefined);

/** Direct children that run Node: workers, and not the browser that looks at versions. */
const childrenOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [, owner] = /\) \S (\d+) /.exec(stat) ?? [];
        return Number(owner) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
      } catch {
        return false;
      }
    })
    .map(Number);
