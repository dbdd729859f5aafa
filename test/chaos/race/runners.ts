import { setTimeout as wait } from 'node:timers/promises';
import { type Broker, openBroker } from '@pagewright/broker';
import {
  type CommandContext,
  type CommandResult,
  createAggregates,
  createCatalogue,
  isRefusal,
  target,
} from '@pagewright/kernel';
import {
  isIdle,
  type SiteCommand,
  siteDecider,
  type SiteEventOf,
  siteEventDefinitions,
  type SiteId,
  siteStream,
} from '@pagewright/sites';
import { outcome, token as tokenOf } from '@pagewright/sites/testing';
import { context } from '../../contracts/ledger.ts';
import type { Chance } from '../seeded.ts';
import { openWire } from '../wire.ts';
import { about, creation, request } from './site-commands.ts';

const LOCKS = { ttlSeconds: 1, renewMs: 250 };
/** Longer than a lock lives. */
const LOST_MS = [1_200, 2_500] as const;
const SITES = ['one', 'two', 'three'] as const;
const RUNNERS = 4;
const DRAIN_MS = 45_000;

export interface RunnersPlan {
  readonly url: string;
  /** Port of the broker that runners are cut off from. */
  readonly port: number;
  readonly chance: Chance;
  readonly workMs: number;
}

/**
 * Runners as a bad day makes them, over our locks and our sites: they take a site, start what waits and report it,
 * whatever their lock says meanwhile. Some die with the lock in their hands, others are cut off for longer than it lives
 * and report then. In the end only healthy ones are left, who have time to finish what waits.
 */
export const raceRunners = async ({ url, port, chance, workMs }: RunnersPlan): Promise<void> => {
  const catalogue = createCatalogue(siteEventDefinitions);
  await using asking = await openBroker({ url, name: 'people', catalogue });
  const people = sitesOver(asking);
  for (const site of SITES) await people.command(site, creation(site));

  const over = AbortSignal.timeout(workMs);
  const drained = AbortSignal.timeout(workMs + DRAIN_MS);
  const ask = async (): Promise<void> => {
    for (let round = 1; !over.aborted; round += 1) {
      const site = SITES[round % SITES.length] ?? SITES[0];
      await people.command(site, request(site, `build-${round}`));
      await wait(chance.between(200, 600));
    }
  };
  const isDone = async (): Promise<boolean> =>
    drained.aborted || (over.aborted && (await Promise.all(SITES.map(people.isIdle))).every(Boolean));
  const serve = async (index: number, own: Chance): Promise<void> => {
    for (let life = 1; ; life += 1) {
      if (await isDone()) return;
      await using wire = await openWire(port);
      const name = `runner-${index}-${life}`;
      await using broker = await openBroker({ url: `nats://127.0.0.1:${wire.port}`, name, catalogue, locks: LOCKS });
      await live(name, broker, {
        chance: own,
        cutOff: async (started) => {
          const over = new AbortController();
          const next = started && people.nextAt(started, over.signal).finally(() => over.abort());
          await wire.during('dark', own.between(...LOST_MS), over.signal).finally(() => over.abort());
          await next;
        },
        isHealthy: () => over.aborted,
        isDone,
      });
    }
  };
  await Promise.all([ask(), ...Array.from({ length: RUNNERS }, (_, index) => serve(index, chance.fork()))]);
};

interface Fate {
  readonly chance: Chance;
  /** For longer than a lock lives, or until the next is at work on what was started. */
  readonly cutOff: (started: Started | undefined) => Promise<void>;
  readonly isHealthy: () => boolean;
  readonly isDone: () => Promise<boolean>;
}

/** Takes sites one after the other until it dies; answers then, with whatever it held. */
const live = async (runnerId: string, broker: Broker, { chance, cutOff, isHealthy, isDone }: Fate): Promise<void> => {
  const sites = sitesOver(broker);
  while (!(await isDone())) {
    const site = chance.oneOf(SITES);
    const taken = await broker.locks
      .acquire(`site.${site}`, { owner: runnerId, purpose: 'chaos' })
      .catch(() => undefined);
    if (taken?.status !== 'held') {
      await wait(chance.between(20, 150));
      continue;
    }
    const fencingToken = tokenOf(taken.lock.token);
    const start = { runnerId, fencingToken, maxAttempts: 1_000, failureMessage: null };
    const result = await sites.command(site, { type: 'StartNextBuild', data: { ...about(site), ...start } });
    const started = result?.events.find(({ type }) => type === 'BuildStarted')?.data as Started | undefined;
    // Long enough for the lock to be renewed, and for one that was cut off to come back meanwhile.
    await wait(chance.between(200, 1_500));
    if (!isHealthy()) {
      const dice = chance.next();
      if (dice < 0.15) return;
      if (dice < 0.4) await cutOff(started);
    }
    if (started) await sites.command(site, report(started, chance));
    await taken.lock.release().catch(() => undefined);
  }
};

const sitesOver = (broker: Broker) => {
  const aggregates = createAggregates(broker.events);
  /** Undefined when it was refused. What nobody knows is asked again under the same id. */
  const command = async (site: string, one: SiteCommand): Promise<CommandResult | undefined> => {
    const about: CommandContext = { ...context(one), timeoutMs: 2_000 };
    for (let tries = 0; tries < 30; tries += 1) {
      try {
        return await aggregates.handleCommand(target(siteStream(site as SiteId), siteDecider, one), about);
      } catch (raw) {
        if (isRefusal(raw)) return undefined;
        await wait(100);
      }
    }
    return undefined;
  };
  return {
    command,
    /** Waits until the build runs under another token. */
    nextAt: async ({ site, fencingToken }: Started, stop: AbortSignal): Promise<void> => {
      while (!stop.aborted) {
        const { state } = await aggregates.read(siteStream(site), siteDecider);
        if (state.status === 'open' && state.running && state.running.fencingToken !== fencingToken) return;
        await wait(20);
      }
    },
    isIdle: async (site: string): Promise<boolean> => {
      const { state } = await aggregates.read(siteStream(site as SiteId), siteDecider);
      return state.status !== 'none' && isIdle(state);
    },
  };
};

type Started = SiteEventOf<'BuildStarted'>['data'];

/** The import has to succeed: without a version nothing else could start. */
const report = ({ site, build, attempt, fencingToken }: Started, chance: Chance): SiteCommand => {
  const of = { ...about(site), build, attempt, fencingToken, activity: null };
  return build.startsWith('import-') || chance.next() < 0.7
    ? { type: 'CompleteBuild', data: { ...of, ...outcome(crypto.randomUUID()) } }
    : { type: 'FailBuild', data: { ...of, reason: 'agent', message: null } };
};
