import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Chronicle } from '../../test/chronicle.ts';
import { DOORS, useDoor } from '../../test/doors.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from '../../test/memory-log.ts';
import {
  createReadPositions,
  type Database,
  listSites,
  readModels,
  siteById,
  startProjections,
  versionByNumber,
} from '../index.ts';

// The machine may be busy with other suites: nothing here goes by how long a thing takes.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 120_000 });

const picture = (letter: string) => ({ digest: letter.repeat(64), size: 900 });

describe.each(DOORS)('what browsers made of versions, on %s', (name) => {
  const door = useDoor(name);
  let database: Database;
  let end = async (): Promise<void> => undefined;

  beforeAll(async () => {
    database = await door.fresh();
    const tell = new Chronicle(new MemoryLog(), new MemorySources());
    tell.created('garden', 'ada');
    for (const version of [1, 2, 3]) {
      tell.requested('garden', `g${version}`, 'ada', version === 1 ? null : 'More');
      tell.succeeded('garden', `g${version}`, version, 'Made');
    }
    tell.created('zoo', 'ada');
    const seen = { run: 1, reason: null, checks: { digest: 'c'.repeat(64), count: 2 }, screenshots: [] };
    const checked = (version: number, more: object) =>
      tell.of('garden', 'VersionChecked', { version, digest: 'e'.repeat(64), ...seen, ...more });
    const shots = [{ path: 'index.html', width: 390, blob: picture('b') }];
    checked(2, { state: 'warned', thumbnail: picture('d'), screenshots: shots });
    checked(1, { state: 'unavailable', reason: 'No browser.', checks: null, thumbnail: null });
    const announcements = new MemoryAnnouncements();
    const { log, sources } = tell;
    const running = startProjections({ database, feed: log, sources, announcements, projections: readModels });
    await running.ready;
    await createReadPositions(database.db, announcements).waitFor(
      readModels.map((model) => model.name),
      await log.last(),
      15_000,
    );
    end = () => running.forcefulShutdown();
  });
  afterAll(() => end());

  it('stands with each version; null while none has looked', async () => {
    const of = async (number: number) => (await versionByNumber(database.db, 'garden', number))?.checked;
    expect(await of(1)).toMatchObject({ state: 'unavailable', reason: 'No browser.', report: null, count: 0 });
    expect(await of(2)).toEqual({
      run: 1,
      state: 'warned',
      reason: null,
      at: expect.any(String) as string,
      report: 'c'.repeat(64),
      count: 2,
      screenshots: [{ path: 'index.html', width: 390, digest: 'b'.repeat(64) }],
      thumbnail: 'd'.repeat(64),
    });
    expect(await of(3)).toBeNull();
  });

  it('gives a site the picture of its newest version that has one, and is nothing that happened to it', async () => {
    const garden = await siteById(database.db, 'garden');
    expect(garden?.picture).toEqual({ version: 2, digest: 'd'.repeat(64) });
    expect(garden?.lastChange).toMatchObject({ event: 'BuildSucceeded', version: 3 });
    const { items } = await listSites(database.db, { owner: 'ada', sort: 'name', limit: 9 });
    expect(items.map(({ id, picture: shown }) => [id, shown?.version])).toEqual([
      ['garden', 2],
      ['zoo', undefined],
    ]);
  });
});
