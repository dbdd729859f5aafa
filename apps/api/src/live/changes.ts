import type { Activity, Recorded } from '@pagewright/kernel';
import type { LiveData } from '../contract/live.ts';
import type { SiteView, Views } from '../views/views.ts';
import type { Cursor } from './cursor.ts';
import { shiftsQueue } from './queue.ts';
import { thingsOf } from './things.ts';

/** `site:<id>`, or `account` for the list of one's own sites. */
export type Topic = string;

export interface Frame {
  readonly topic: Topic;
  readonly data: readonly LiveData[];
  /** Set where only this account's sockets may see it. */
  readonly account?: string;
}

export const ACCOUNT_TOPIC = 'account';
export const siteTopic = (site: string): Topic => `site:${site}`;
export const topicSite = (topic: Topic): string | undefined => /^site:([A-Za-z0-9_-]{1,64})$/.exec(topic)?.[1];

/** What events and cursors mean to those who watch: the changed things whole, as the REST doors give them. */
export interface Changes {
  /** Frames for these events, which the read models show already; each changed thing once, as it is now. */
  of(events: readonly Recorded[]): Promise<readonly Frame[]>;
  /** Everything of a topic that changed after the cursor. */
  since(topic: Topic, cursor: Cursor, account: string): Promise<readonly LiveData[]>;
}

interface Touched {
  readonly site: string;
  readonly events: string[];
  readonly builds: Set<string>;
  /** Whether those that wait have other places than before. */
  queue: boolean;
  readonly versions: Set<number>;
  /** Who took it away, which only its owner may; the read models know nobody for it any more. */
  deletedBy: string | undefined;
}

export const createChanges = (views: Views, activity: Activity): Changes => {
  const shownAs = (id: string, event: string, view: SiteView | undefined): LiveData =>
    view ? { kind: 'site', event, site: view } : { kind: 'gone', event, site: id };
  const turns = async (id: string, builds: Iterable<string>, event: string): Promise<LiveData[]> => {
    const found = await Promise.all(Array.from(builds, (build) => views.turnWithoutParts(id, build)));
    return found.flatMap((turn): LiveData[] => (turn ? [{ kind: 'turn', event, turn }] : []));
  };
  const versions = async (id: string, numbers: Iterable<number>, event: string): Promise<LiveData[]> => {
    const found = await Promise.all(Array.from(numbers, (number) => views.version(id, number)));
    return Array.from(numbers, (number): LiveData => {
      const version = found.find((known) => known?.number === number);
      return version ? { kind: 'version', event, version } : { kind: 'version-gone', event, version: number };
    });
  };

  const ofSite = async ({
    site: id,
    events,
    builds,
    versions: numbers,
    queue,
    deletedBy,
  }: Touched): Promise<readonly Frame[]> => {
    const event = events.at(-1) ?? '';
    const owned = await views.ownedSite(id);
    const shown = shownAs(id, event, owned?.site);
    if (queue) for (const waiting of await views.queue(id)) builds.add(waiting);
    const owner = owned?.owner ?? deletedBy;
    const data = [...(await turns(id, builds, event)), ...(await versions(id, numbers, event)), shown];
    const own: Frame[] = owner === undefined ? [] : [{ topic: ACCOUNT_TOPIC, data: [shown], account: owner }];
    return [{ topic: siteTopic(id), data }, ...own];
  };

  return {
    of: async (events) => (await Promise.all(touchedBy(events).map(ofSite))).flat(),
    since: async (topic, cursor, account) => {
      const id = topicSite(topic);
      if (id === undefined) {
        const { items } = await views.sites(account, { limit: 100, sort: 'changed' });
        return items.map((view): LiveData => ({ kind: 'site', event: '', site: view }));
      }
      const changed = await views.changedSince(id, cursor.position);
      const parts = await Promise.all(changed.builds.map((build) => activity.read(build)));
      const missed = parts
        .flat()
        .filter(({ sequence }) => sequence > cursor.activity)
        .map(({ build, sequence, attempt, time, part }): LiveData => ({
          kind: 'part',
          build,
          part: { sequence, attempt, time, part },
        }));
      const things =
        changed.events === 0
          ? []
          : [...(await versions(id, changed.versions, '')), shownAs(id, '', await views.site(id))];
      return [...missed, ...(await turns(id, changed.builds, '')), ...things];
    },
  };
};

const touchedBy = (events: readonly Recorded[]): Touched[] => {
  const bySite = new Map<string, Touched>();
  for (const { type, data, meta } of events) {
    const { site, by } = data as Readonly<Record<string, unknown>>;
    if (typeof site !== 'string') continue;
    const touched = bySite.get(site) ?? {
      site,
      events: [],
      builds: new Set(),
      queue: false,
      versions: new Set(),
      deletedBy: undefined,
    };
    bySite.set(site, touched);
    touched.events.push(meta.id);
    const { turns, version } = thingsOf({ type, data: data as Readonly<Record<string, unknown>> });
    for (const turn of turns) touched.builds.add(turn);
    touched.queue ||= shiftsQueue({ type });
    if (version !== undefined) touched.versions.add(version);
    if (type === 'SiteDeleted' && typeof by === 'string') touched.deletedBy = by;
  }
  return [...bySite.values()];
};
