import { type Broker, EVENTS_STREAM, type Publisher } from '@pagewright/broker';
import type { DeadLetter, LiveLock } from '@pagewright/kernel';
import { type Health, inTime, type Readers, spaceOf } from '@pagewright/kernel/adapters/telemetry';
import {
  buildEndsSince,
  countAccounts,
  type Database,
  openBuilds,
  type Projections,
  siteCounts,
  siteNames,
} from '@pagewright/projections';
import type { z } from 'zod';
import type { item, lock, logReader, system } from '../contract/system.ts';
import { eventsPerMinute } from './log-rate.ts';
import { presentRunners } from './present-runners.ts';
import type { Item } from './queue-items.ts';
import { QUEUES } from './queues.ts';
import { findStuckBuilds } from './stuck-builds.ts';

export type SystemOverview = z.infer<typeof system>;
export type ItemView = z.infer<typeof item>;
type ReaderView = z.infer<typeof logReader>;

/** What administrators see of the whole house. */
export interface SystemOffice {
  /** As of now or up to two seconds ago, whoever asks. What cannot be read in time is null. */
  overview(): Promise<SystemOverview>;
  /** One item or letter, with the name of its site. */
  shown(item: Item): Promise<ItemView>;
}

interface Parts {
  readonly broker: Pick<Broker, 'locks' | 'work' | 'vitals'>;
  /** Whether the log lies in the broker; elsewhere its size is not known here. */
  readonly holdsLog: boolean;
  readonly database: Database;
  readonly health: Pick<Health, 'parts' | 'ready'>;
  readonly readers: Pick<Readers, 'lags' | 'looks'>;
  readonly projections: Projections | undefined;
  readonly publisher: () => Publisher | undefined;
  /** Folders by what people call them. */
  readonly folders: Readonly<Record<string, string>>;
  /** WebSocket connections of this process. */
  readonly connections: () => number;
}

const FRESH_MS = 2_000;
const WITHIN_MS = 2_500;
const MINUTES = 30;
const MOST = 50;
const DAY_MS = 24 * 60 * 60_000;
const LATE_MS = 10 * 60_000;
const MODEL = 'read-model-';

export const createSystemOffice = (parts: Parts): SystemOffice => {
  const { broker, database, health, readers } = parts;
  const { locks, vitals, work } = broker;
  let latest: { readonly at: number; readonly seen: Promise<SystemOverview> } | undefined;

  const readLog = async (): Promise<SystemOverview['log']> => {
    const found = (await vitals.streams()).find(({ stream }) => stream === EVENTS_STREAM);
    const looks = readers.looks();
    const led = parts.holdsLog && found?.state === 'led' ? found : undefined;
    return {
      position: looks.at(-1)?.last ?? 0,
      events: led?.messages ?? null,
      bytes: led?.bytes ?? null,
      perMinute: [...eventsPerMinute(looks, Date.now(), MINUTES)],
    };
  };

  const readQueues = (): Promise<SystemOverview['queues']> =>
    Promise.all(
      QUEUES.map(async (queue) => {
        const [depth, oldest, letters] = await Promise.all([
          work.depth(queue),
          work.oldest(queue),
          work.deadLetters.count(queue),
        ]);
        return { queue, depth, oldest: oldest?.time ?? null, letters };
      }),
    );

  const readLetters = async (): Promise<readonly ItemView[]> => {
    const found = (await Promise.all(QUEUES.map((queue) => work.deadLetters.newest(queue, MOST)))).flat();
    const newest = found.toSorted((one, other) => (one.time < other.time ? 1 : -1)).slice(0, MOST);
    const names = await namesOf(newest.flatMap(siteIn));
    return newest.map((letter) => itemView(letter, names));
  };

  const readLocks = async (open: Awaited<ReturnType<typeof openBuilds>> | null): Promise<SystemOverview['locks']> => {
    const held = (await locks.list()).filter(({ key }) => !isPresence(key));
    const names = await namesOf(held.flatMap(({ key }) => siteOfLock(key)));
    return held.map((one) => {
      const [site] = siteOfLock(one.key);
      const waiting = (open ?? []).filter((build) => build.site === site && build.state === 'waiting').length;
      return lockView(one, site === undefined ? null : named(site, names), waiting);
    });
  };

  const readStuck = async (open: Awaited<ReturnType<typeof openBuilds>>): Promise<SystemOverview['stuck']> => {
    const busy = new Set(open.filter(({ state }) => state !== 'waiting').map(({ site }) => site));
    // What waits behind a build that runs waits for that one.
    const candidates = open.filter(({ site, state }) => state !== 'waiting' || !busy.has(site));
    const late = candidates
      .filter(({ since }) => Date.now() - Date.parse(since) >= LATE_MS)
      .toSorted((one, other) => (one.since < other.since ? -1 : 1));
    const stuck = await findStuckBuilds(late.slice(0, MOST), broker, { after: LATE_MS, now: Date.now() });
    const names = await namesOf(stuck.map(({ site }) => site));
    return { count: late.length, items: stuck.map((build) => ({ ...build, site: named(build.site, names) })) };
  };

  /** An operator is told ids where the names cannot be read. */
  const namesOf = (ids: readonly string[]) =>
    inTime(siteNames(database.db, [...new Set(ids)]), WITHIN_MS).catch(() => new Map<string, string>());

  const look = async (): Promise<SystemOverview> => {
    const { status } = await health.ready();
    const at = new Date();
    const open = await orNull(openBuilds(database.db));
    const since = new Date(at.getTime() - DAY_MS).toISOString();
    const [healthParts, log, disks, runners, queues, letters, held, stuck, builds, sites, accounts] = await Promise.all(
      [
        health.parts(),
        orNull(readLog()),
        readDisks(parts.folders),
        orNull(presentRunners(locks)),
        orNull(readQueues()),
        orNull(readLetters()),
        orNull(readLocks(open)),
        open && orNull(readStuck(open)),
        orNull(buildEndsSince(database.db, since)),
        orNull(siteCounts(database.db)),
        orNull(countAccounts(database.db)),
      ],
    );
    return {
      at: at.toISOString(),
      status,
      parts: healthParts.map((one) => ({ ...one, reasons: [...one.reasons] })),
      log,
      disks,
      readers: readersOf(parts),
      runners:
        runners?.map(({ id, roles, since: from, saidAt }) => ({
          id,
          roles: [...roles],
          since: from?.toISOString() ?? null,
          saidAt: saidAt.toISOString(),
        })) ?? null,
      queues,
      letters: letters && [...letters],
      locks: held,
      stuck,
      builds,
      sites,
      accounts: accounts === null ? null : Number(accounts),
      connections: parts.connections(),
    };
  };

  return {
    overview: () => {
      if (!latest || performance.now() - latest.at > FRESH_MS) latest = { at: performance.now(), seen: look() };
      return latest.seen;
    },
    shown: async (one) => itemView(one, await namesOf(siteIn(one))),
  };
};

const orNull = <Value>(value: Promise<Value>): Promise<Value | null> => inTime(value, WITHIN_MS).catch(() => null);

const readDisks = async (folders: Parts['folders']): Promise<SystemOverview['disks']> => {
  const all = Object.entries(folders).map(async ([folder, path]) => ({ folder, ...(await spaceOf(path)) }));
  return (await Promise.allSettled(all)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
};

const STATES = { active: 'reading', building: 'rebuilding', ended: 'stopped' } as const;

/** The read models with their states, then whoever else of this process reads the log. */
const readersOf = ({ projections, readers, publisher }: Parts): ReaderView[] => {
  const lags = new Map(readers.lags().map((lag) => [lag.reader, lag]));
  const standing = (reader: string): Pick<ReaderView, 'position' | 'behind' | 'seconds'> => {
    const lag = lags.get(reader);
    return lag
      ? { position: lag.position, behind: Math.max(0, lag.last - lag.position), seconds: lag.seconds }
      : { position: null, behind: null, seconds: null };
  };
  const models = (projections?.status() ?? []).map(({ name, state }): ReaderView => {
    const told = state in STATES ? STATES[state as keyof typeof STATES] : (state as ReaderView['state']);
    return { reader: name, kind: 'read-model', state: told, ...standing(MODEL + name) };
  });
  const publishing = publisher()?.status();
  const publishers = publishing
    ? [
        {
          reader: 'publisher',
          kind: 'publisher' as const,
          state: ({ publishing: 'reading', 'standing-by': 'standing-by', stuck: 'retrying' } as const)[
            publishing.state
          ],
          ...standing('publisher'),
        },
      ]
    : [];
  const others = [...lags.keys()]
    .filter((reader) => !reader.startsWith(MODEL) && reader !== 'publisher')
    .map((reader): ReaderView => ({ reader, kind: 'other', state: 'reading', ...standing(reader) }));
  return [...models, ...publishers, ...others];
};

/** A runner's word that it is here is no lock of work. */
const isPresence = (key: string): boolean => /^(runner|helper)\./.test(key);

const siteOfLock = (key: string): readonly string[] => (key.startsWith('site.') ? [key.slice('site.'.length)] : []);

const siteIn = ({ body }: Pick<Item, 'body'>): readonly string[] => {
  const { site } = (body ?? {}) as { readonly site?: unknown };
  return typeof site === 'string' ? [site] : [];
};

const named = (id: string, names: ReadonlyMap<string, string>) => ({ id, name: names.get(id) ?? null });

const lockView = (
  { key, holder, token, takenAt, renewedAt }: LiveLock,
  site: z.infer<typeof lock>['site'],
  waiting: number,
): z.infer<typeof lock> => ({
  key,
  site,
  holder: holder.owner,
  purpose: holder.purpose,
  token,
  since: takenAt?.toISOString() ?? null,
  renewedAt: renewedAt.toISOString(),
  waiting,
});

const itemView = (one: Item, names: ReadonlyMap<string, string>): ItemView => {
  const [site] = siteIn(one);
  const letter: Partial<DeadLetter> = one.state === 'queued' ? {} : one;
  return {
    id: one.id,
    queue: one.queue,
    site: site === undefined ? null : named(site, names),
    state: one.state,
    time: one.time,
    reason: letter.reason ?? null,
    deliveries: letter.deliveries ?? null,
    body: one.body,
  };
};
