import type { Activity, Announcements, Position } from '@pagewright/kernel';
import {
  accountById,
  chatPage,
  createReadPositions,
  type Database,
  liveAt,
  listEvents,
  listSites,
  listVersions,
  ownerOf,
  queueOf,
  readModels,
  siteById,
  type TurnView as TurnRow,
  turnByBuild,
  turnWithoutParts,
  versionByNumber,
} from '@pagewright/projections';
import { ApiError } from '../http/api-error.ts';
import { formatCursor } from '../live/cursor.ts';
import { shiftsQueue } from '../live/queue.ts';
import { thingsOf } from '../live/things.ts';
import { answering } from './answering.ts';
import { createHistoryViews } from './create-history-views.ts';
import { siteDto, type SiteAddresses } from './site-dto.ts';
import { turnDto, turnHeadDto } from './turn-dto.ts';
import { versionDto } from './version-dto.ts';
import type { Views } from './views.ts';

const WAIT_MS = 2_000;
const RUNNING: ReadonlySet<TurnRow['state']> = new Set(['running', 'stopping']);
const EVENTS_A_PAGE = 100;

interface Sources {
  readonly database: Database;
  readonly activity: Activity;
  readonly announcements: Announcements;
  readonly addresses: SiteAddresses;
}

export const createViews = ({ database, activity, announcements, addresses }: Sources): Views & Disposable => {
  const { db } = database;
  const positions = createReadPositions(db, announcements);
  const names = readModels.map(({ name }) => name);

  const turnOf = async (row: TurnRow) => turnDto(row, RUNNING.has(row.state) ? await activity.read(row.build) : []);
  const rowOf = (site: string) => siteById(db, site);
  const ownedSite = async (id: string) => {
    const row = await rowOf(id);
    return row && { owner: row.owner, site: siteDto(row, addresses) };
  };

  return {
    [Symbol.dispose]: () => positions[Symbol.dispose](),
    reached: async (position) => {
      const waited = await positions.waitFor(names, position as Position, WAIT_MS);
      if (waited.status === 'reached') return;
      const lag = waited.lag.map(({ projection, position: at }) => `${projection} is at ${at}`).join(', ');
      throw new ApiError(
        503,
        'projection-behind',
        `What you read is behind position ${position}: ${lag}. It was accepted; read again.`,
        {
          retryAfterSeconds: 1,
          details: { position, lag: waited.lag },
        },
      );
    },
    position: async () => Math.min(...Object.values(await positions.positions())) as Position,
    account: async (id) => {
      const row = await accountById(db, id);
      return row && { id: row.id, email: row.email, name: row.name, role: row.role };
    },
    ownerOf: (site) => ownerOf(db, site),
    site: async (id) => (await ownedSite(id))?.site,
    ownedSite,
    sites: (owner, { cursor, limit, q, sort }) =>
      answering(async () => {
        const { items, next } = await listSites(db, { owner, sort, limit, cursor, q });
        return { items: items.map((row) => siteDto(row, addresses)), next };
      }),
    version: async (site, number) => {
      const [row, owner] = await Promise.all([versionByNumber(db, site, number), rowOf(site)]);
      return row && owner && versionDto(row, owner.key, addresses);
    },
    checked: async (site, number) => (await versionByNumber(db, site, number))?.checked,
    versions: (site, { cursor, limit, q, starred, pinned, noted }) =>
      answering(async () => {
        const marks = { starred: isTrue(starred), pinned: isTrue(pinned), noted: isTrue(noted) };
        const [{ items, next, total }, owner] = await Promise.all([
          listVersions(db, { site, limit, cursor, q, ...marks }),
          rowOf(site),
        ]);
        return { items: owner ? items.map((row) => versionDto(row, owner.key, addresses)) : [], next, total };
      }),
    liveAt: (site, time) => liveAt(db, site, time),
    turn: async (site, build) => {
      const row = await turnByBuild(db, build);
      return row?.site === site ? turnOf(row) : undefined;
    },
    turnWithoutParts: async (site, build) => {
      const row = await turnWithoutParts(db, build);
      return row?.site === site ? turnHeadDto(row) : undefined;
    },
    queue: (site) => queueOf(db, site),
    chat: (site, { cursor, limit }) =>
      answering(async () => {
        // Taken before the rows are read: what happens in between comes again by the socket and changes nothing.
        const from = {
          position: Math.min(...Object.values(await positions.positions())),
          activity: await activity.last(),
        };
        const { items, next } = await chatPage(db, { site, limit, cursor });
        return { items: await Promise.all(items.map(turnOf)), next, cursor: formatCursor(from) };
      }),
    history: createHistoryViews(database, addresses),
    changedSince: async (site, position) => {
      const [builds, versions] = [new Set<string>(), new Set<number>()];
      let events = 0;
      let cursor: string | undefined;
      for (;;) {
        const { items, next } = await listEvents(db, { site, limit: EVENTS_A_PAGE, cursor });
        const fresh = items.filter((event) => event.position > position);
        for (const event of fresh) {
          const { turns, version } = thingsOf(event);
          events += 1;
          for (const turn of turns) builds.add(turn);
          if (shiftsQueue(event)) for (const waiting of await queueOf(db, site)) builds.add(waiting);
          if (version !== undefined) versions.add(version);
        }
        if (fresh.length < items.length || next === null) break;
        cursor = next;
      }
      const running = (await rowOf(site))?.builds.running;
      if (running) builds.add(running);
      return { builds: [...builds], versions: [...versions], events };
    },
  };
};

const isTrue = (word: 'true' | 'false' | undefined): boolean | undefined => word && word === 'true';
