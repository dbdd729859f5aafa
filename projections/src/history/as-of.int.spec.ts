import { hostingEventDefinitions } from '@pagewright/hosting';
import { createCatalogue, isRefusal } from '@pagewright/kernel';
import { type Site, type SiteCommand, type SiteEvent, siteDecider, siteEventDefinitions } from '@pagewright/sites';
import { commandOf, type Move, moveNames } from '../../../contexts/sites/src/testing/moves.ts';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { useDoor } from '../../test/doors.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from '../../test/memory-log.ts';
import {
  type Database,
  chatPage,
  createPast,
  createReadPositions,
  type Past,
  eventOfSite,
  historyPage,
  listVersions,
  readModels,
  siteById,
  startProjections,
} from '../index.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const SITE = 'docs';
const move: fc.Arbitrary<Move> = fc.record({
  name: fc.constantFrom(...moveNames),
  honest: fc.constant(true),
  // 0 would delete the site, and with it what was seen of it.
  a: fc.integer({ min: 1, max: 7 }),
  b: fc.nat(7),
  c: fc.nat(3),
});
const moves = fc.array(move, { minLength: 12, maxLength: 40 });

describe('a site as of an event', () => {
  const door = useDoor('pglite');

  it('is what people saw right after that event, for every event of any story', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const database = await door.fresh();
        const { log, sources, reach, stop } = await projecting(database);
        try {
          const seen = new Map<string, unknown>();
          for (const event of tell(steps)) {
            for (const { meta } of writes(log, sources, event)) {
              await reach();
              seen.set(meta.id, await present(database));
            }
          }
          const past = createPast(database.db);
          for (const [id, then] of shuffled(seen)) expect(await asOf(past, id), id).toEqual(then);
        } finally {
          await stop();
        }
      }),
      { numRuns: 6 },
    );
  });

  it('is nothing for an event that is none of this site', async () => {
    const database = await door.fresh();
    const { log, sources, reach, stop } = await projecting(database);
    const [one] = tell([]);
    if (one) writeAll(log, sources, [one]);
    const { meta } = log.add('site', 'other', {
      type: 'SiteRenamed',
      data: { site: 'other', at: AT, name: 'x', by: 'bob' },
    });
    await reach();
    const past = createPast(database.db);
    for (const id of [meta.id, 'no-such-event:0']) {
      expect(await past.site(SITE, id)).toBeUndefined();
      expect(await past.chat(SITE, id, { limit: 5 })).toBeUndefined();
      expect(await eventOfSite(database.db, SITE, id)).toBeUndefined();
    }
    await stop();
  });

  it('numbers its events without a gap, in the order of the log', async () => {
    const database = await door.fresh();
    const { log, sources, reach, stop } = await projecting(database);
    const story = tell(fc.sample(moves, { numRuns: 1, seed: 4 })[0] ?? []);
    writeAll(log, sources, story);
    await reach();
    const all = await historyPage(database.db, { site: SITE, skip: 0, limit: 500 });
    expect(all.items.map(({ number }) => number)).toEqual(log.events.map((_, index) => index + 1));
    const [third] = (await historyPage(database.db, { site: SITE, skip: 2, limit: 1 })).items;
    expect(third).toMatchObject({ number: 3, id: log.events[2]?.meta.id });
    expect(await eventOfSite(database.db, SITE, third?.id ?? '')).toMatchObject({
      total: log.events.length,
      before: log.events[1]?.meta.id,
      after: log.events[3]?.meta.id,
    });
    await stop();
  });
});

const AT = '2026-01-01T00:00:00.000Z';
const catalogue = createCatalogue([...siteEventDefinitions, ...hostingEventDefinitions]);

const projecting = async (database: Database) => {
  const [log, sources, announcements] = [new MemoryLog(), new MemorySources(), new MemoryAnnouncements()];
  const running = startProjections({ database, feed: log, sources, announcements, projections: readModels });
  await running.ready;
  const positions = createReadPositions(database.db, announcements);
  const names = readModels.map(({ name }) => name);
  return {
    log,
    sources,
    reach: async () => {
      const waited = await positions.waitFor(names, await log.last(), 15_000);
      if (waited.status === 'behind') throw new Error(JSON.stringify([waited.lag, running.status()]));
    },
    stop: async () => {
      await running.gracefulShutdown();
      positions[Symbol.dispose]();
    },
  };
};

/** The events of a story as the site's own rules decide them. */
const tell = (steps: readonly Move[]): readonly SiteEvent[] => {
  let site: Site = siteDecider.initialState();
  const [log, commands]: [SiteEvent[], SiteCommand[]] = [[], []];
  const create: Move = { name: 'create', honest: true, a: 1, b: 0, c: 0 };
  for (const step of [create, ...steps]) {
    const command = commandOf(step, site, commands);
    commands.push(command);
    try {
      for (const event of siteDecider.decide(command, site)) {
        site = siteDecider.evolve(site, event);
        log.push(event);
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return log;
};

/**
 * Appends the event, with blobs that are there, and then what a host says of a pointer that moved: one at a time, as it
 * comes after people have seen the promotion.
 */
function* writes(log: MemoryLog, sources: MemorySources, event: SiteEvent) {
  const number = log.events.length + 1;
  const time = new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString();
  const parts = [{ sequence: number, attempt: 1, time, part: { kind: 'text', text: `Did ${number}` } }];
  const lines = parts.map((part) => `${JSON.stringify(part)}\n`).join('');
  const blobs = {
    ...('activity' in event.data ? { activity: { digest: sources.put(lines), count: 1 } } : {}),
    ...('manifest' in event.data ? { manifest: { digest: sources.put(manifestOf(number)) } } : {}),
    ...('findings' in event.data ? { findings: { digest: sources.put(FINDINGS), count: 1 } } : {}),
  };
  const stored = catalogue.read('site', event.type, 1, { ...event.data, ...blobs, at: time });
  const recorded = log.add('site', SITE, stored, { actor: 'account:ada' });
  yield recorded;
  if (event.type !== 'VersionPromoted') return;
  const { version, digest, target } = event.data;
  const said = { site: SITE, host: 'embedded', target, position: recorded.meta.position, at: time };
  yield log.add('deployment', SITE, { type: 'VersionDeployed', data: { ...said, version, digest, durationMs: 3 } });
}

const writeAll = (log: MemoryLog, sources: MemorySources, events: readonly SiteEvent[]): void => {
  for (const event of events) Array.from(writes(log, sources, event));
};

const manifestOf = (number: number): string =>
  JSON.stringify({ filesChanged: [{ path: `${number}.html`, change: 'modified', added: number, removed: 0 }] });
const FINDINGS = JSON.stringify([{ path: 'a.html', rule: 'links', message: 'broken' }]);

const present = async ({ db }: Database) => {
  const versions = await listVersions(db, { site: SITE, limit: 100 });
  return {
    site: (await siteById(db, SITE)) ?? null,
    versions: versions.items.map(({ number }) => number).toReversed(),
    turns: (await chatPage(db, { site: SITE, limit: 100 })).items,
  };
};

const asOf = async (past: Past, id: string) => {
  const then = await past.site(SITE, id);
  const chat = await past.chat(SITE, id, { limit: 100 });
  return { site: then?.site, versions: then?.versions, turns: chat?.items };
};

/** Every second one backwards, so that what was read for later moments is there for earlier ones and the other way. */
const shuffled = (seen: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] => {
  const all = [...seen];
  return [...all.filter((_, index) => index % 2 === 1).toReversed(), ...all.filter((_, index) => index % 2 === 0)];
};
