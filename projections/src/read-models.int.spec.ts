import type { ActivityPart } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Chronicle } from '../test/chronicle.ts';
import { DOORS, rowsHash, useDoor } from '../test/doors.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from '../test/memory-log.ts';
import {
  type Database,
  InvalidCursor,
  type Page,
  type PageRequest,
  type Projections,
  accountByEmail,
  accountById,
  chatPage,
  countAccounts,
  createReadPositions,
  eventById,
  listEvents,
  listSites,
  listVersions,
  liveAt,
  readModels,
  siteById,
  sitesWithWork,
  startProjections,
  turnByBuild,
  turnWithoutParts,
  unansweredSince,
  versionByNumber,
} from './index.ts';

// The machine may be busy with other suites: nothing here goes by how long a thing takes.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

const NAMES = readModels.map(({ name }) => name);

/** Runs the product's projections over a log until its end. */
const projected = async (
  database: Database,
  { log, sources }: Chronicle,
  maxBatch = 1_000,
): Promise<{ running: Projections; reach: () => Promise<void> }> => {
  const announcements = new MemoryAnnouncements();
  const running = startProjections({ database, feed: log, sources, announcements, projections: readModels, maxBatch });
  await running.ready;
  const positions = createReadPositions(database.db, announcements);
  const reach = async () => {
    const waited = await positions.waitFor(NAMES, await log.last(), 15_000);
    if (waited.status === 'behind') throw new Error(JSON.stringify([waited.lag, running.status()]));
  };
  await reach();
  return { running, reach };
};

const newChronicle = (): Chronicle => new Chronicle(new MemoryLog(), new MemorySources());

/** A day with everything in it: three owners, builds that end in every way, pointers, hosts, a deletion. */
const aDay = (): Chronicle => {
  const tell = newChronicle();
  const { sources } = tell;
  const sealed = (site: string, text: string) => sources.seal(`site.${site}`, text);
  const told = (sequence: number, attempt: number, part: ActivityPart) => ({ sequence, attempt, part });
  const report = (build: string, attempt = 1) => ({ build, attempt, fencingToken: attempt, activity: null });
  tell.account('ada', 'Ada Lovelace', ' Ada@Example.test');
  tell.account('bob', 'Bob');
  tell.created('garden', 'ada', 'Garden');
  tell.tell('hostname', 'a'.repeat(40), 'HostnameClaimed', { name: 'garden.localhost', site: 'garden' });
  tell.requested('garden', 'g1', 'ada', null);
  tell.started('garden', 'g1');
  tell.succeeded('garden', 'g1', 1, 'Imported 3 files');
  tell.created('atelier', 'ada', 'Átelier');
  tell.created('zoo', 'ada', 'zoo');
  tell.created('other', 'bob', 'Garden of Bob');
  tell.promoted('garden', 1, 'bob');
  tell.deployed('garden', 'embedded', 11, 1);

  tell.requested('garden', 'g2', 'ada', 'Change the title\0 to 100% "Welcome"');
  tell.started('garden', 'g2');
  tell.of('garden', 'BuildClarificationAsked', {
    build: 'g2',
    attempt: 1,
    fencingToken: 1,
    question: sealed('garden', 'Which title?'),
    choices: [sealed('garden', 'page'), sealed('garden', 'heading')],
    activity: sources.activity(told(1, 1, { kind: 'text', text: 'Hm.' })),
  });
  tell.requested('garden', 'g3', 'bob', 'Add a page');
  tell.requested('garden', 'g4', 'ada', 'Something');
  tell.of('garden', 'BuildClarified', { build: 'g2', by: 'bob', answer: sealed('garden', 'page') }, 'bob');
  tell.requested('garden', 'g5', 'ada', 'Again', { front: true, retryOf: 'g4' });
  tell.started('garden', 'g2', 2);
  tell.succeeded('garden', 'g2', 2, 'Title is Welcome', {
    attempt: 2,
    fencingToken: 2,
    activity: sources.activity(
      told(1, 1, { kind: 'text', text: 'Hm.' }),
      told(7, 2, { kind: 'step', id: 'e1', state: 'done', verb: 'edit', text: 'Edited', path: 'index.html' }),
    ),
  });

  tell.created('attic', 'bob', 'Attic');
  for (const build of ['d', 'r', 'f', 'c', 'q', 'u'])
    tell.requested('attic', `a${build}`, 'bob', `Do ${build}`, build === 'u' ? { kind: 'restore', version: 1 } : {});
  tell.started('attic', 'ad');
  tell.of('attic', 'BuildDeclined', {
    ...report('ad'),
    message: sealed('attic', 'I cannot'),
    suggestions: [sealed('attic', 'Try a title')],
  });
  tell.started('attic', 'ar');
  const findings = [{ path: 'a.html', rule: 'links', message: 'broken' }];
  tell.of('attic', 'BuildRejected', {
    ...report('ar'),
    reason: 'checks',
    findings: { digest: sources.put(JSON.stringify(findings)), count: 1 },
    message: sealed('attic', 'One check failed'),
  });
  tell.started('attic', 'af');
  tell.of('attic', 'BuildFailed', { ...report('af'), reason: 'timeout', message: null });
  tell.started('attic', 'ac');
  tell.of('attic', 'BuildStopRequested', { build: 'ac', by: 'bob' }, 'bob');
  tell.of('attic', 'BuildCancelled', {
    build: 'ac',
    by: 'bob',
    attempt: 1,
    activity: null,
    partial: { digest: 'f'.repeat(64), size: 12 },
  });
  tell.started('attic', 'aq');
  tell.of('attic', 'BuildClarificationAsked', { ...report('aq'), question: sealed('attic', 'Sure?'), choices: [] });

  tell.created('shed', 'bob', 'Shed');
  for (const number of [1, 2, 3]) {
    tell.requested('shed', `s${number}`, 'ada', number === 1 ? null : `Change ${number}`);
    tell.started('shed', `s${number}`);
    tell.succeeded('shed', `s${number}`, number, `Shed ${number}`);
  }
  const ofShed = (type: string, version: number, more: object = {}) =>
    tell.of('shed', type, { version, by: 'ada', ...more }, 'ada');
  ofShed('VersionNoted', 1, { note: sealed('shed', 'Not yet') });
  ofShed('VersionStarred', 1);
  ofShed('VersionStarred', 3);
  ofShed('VersionPinned', 1);
  ofShed('VersionNoted', 1, { note: sealed('shed', 'Approved by\0 the board') });
  ofShed('VersionUnpinned', 1);
  ofShed('VersionUnstarred', 3);
  ofShed('VersionNoted', 2, { note: sealed('shed', 'to be gone') });
  ofShed('VersionDeleted', 2, { tree: '2e'.repeat(32), artifact: { digest: '2a'.repeat(32), size: 102 } });
  tell.of('shed', 'SiteLiveLocked', { by: 'ada', reason: sealed('shed', 'Sale until Sunday') }, 'ada');

  tell.created('gone', 'ada', 'Gone');
  tell.requested('gone', 'x1', 'ada', null);
  tell.started('gone', 'x1');
  tell.succeeded('gone', 'x1', 1, 'Imported');
  tell.requested('gone', 'x2', 'ada', 'Never done');
  tell.of('gone', 'SiteDeleted', { by: 'ada' }, 'ada');
  tell.of('gone', 'BuildCancelled', { build: 'x2', by: 'ada', attempt: 0, partial: null, activity: null });
  return tell;
};

const pages = async <Item>(list: (page: PageRequest) => Promise<Page<Item>>, limit: number): Promise<Item[][]> => {
  const all: Item[][] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await list({ limit, cursor });
    all.push([...items]);
    if (next === null) return all;
    cursor = next;
  }
};

describe.each(DOORS)('the read models on %s', (name) => {
  const door = useDoor(name);
  let database: Database;
  let running: Projections;
  const tell = aDay();
  beforeAll(async () => {
    database = await door.fresh();
    ({ running } = await projected(database, tell));
  }, 30_000);
  afterAll(() => running.gracefulShutdown());

  it('find an account by its address in any spelling, and hold no password', async () => {
    const ada = { id: 'ada', email: ' Ada@Example.test', name: 'Ada Lovelace', role: 'member' };
    expect(await accountByEmail(database.db, 'ADA@example.TEST ')).toMatchObject(ada);
    expect(await accountById(database.db, 'ada')).toMatchObject(ada);
    expect(await accountByEmail(database.db, 'nobody@example.test')).toBeUndefined();
    expect(await countAccounts(database.db)).toBe(2);
    const rows = await database.db.selectFrom('accounts').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/argon2id|terces/);
  });

  it('tell a site with its pointers, hosts, builds and last change', async () => {
    expect(await siteById(database.db, 'garden')).toMatchObject({
      owner: 'ada',
      fqdn: 'garden.localhost',
      head: 2,
      live: {
        version: 1,
        by: { id: 'bob', name: 'Bob' },
        position: 11,
        hosts: [{ host: 'embedded', state: 'deployed', position: 11 }],
      },
      preview: { version: 2, by: { id: 'ada', name: 'Ada Lovelace' }, hosts: [] },
      builds: { running: null, waiting: 3 },
      lastChange: { event: 'BuildSucceeded', version: 2, by: { id: 'ada' } },
    });
    expect(await siteById(database.db, 'attic')).toMatchObject({ builds: { running: null, waiting: 1 } });
    expect(await sitesWithWork(database.db)).toEqual(['attic', 'garden']);
  });

  it('list the sites of an owner alone, in each order, page by page', async () => {
    const list = (sort: 'name' | 'changed' | 'created', limit: number, q?: string) =>
      pages((page) => listSites(database.db, { ...page, owner: 'ada', sort, q }), limit);
    const ids = (all: { id: string }[][]) => all.map((items) => items.map(({ id }) => id));
    expect(ids(await list('name', 2))).toEqual([['atelier', 'garden'], ['zoo']]);
    expect(ids(await list('created', 2))).toEqual([['zoo', 'atelier'], ['garden']]);
    expect(ids(await list('changed', 1))).toEqual([['garden'], ['zoo'], ['atelier']]);
    expect(ids(await list('name', 5, 'ATELIER'))).toEqual([['atelier']]);
    expect(ids(await list('name', 5, '%'))).toEqual([[]]);
    const { next } = await listSites(database.db, { owner: 'ada', sort: 'name', limit: 1 });
    const mixed = listSites(database.db, { owner: 'ada', sort: 'changed', limit: 1, cursor: next ?? '' });
    await expect(mixed).rejects.toThrow(InvalidCursor);
  });

  it('list versions with badges, and find them by summary or prompt', async () => {
    const { items } = await listVersions(database.db, { site: 'garden', limit: 10 });
    expect(items.map(({ number, badges, kind }) => [number, badges, kind])).toEqual([
      [2, ['preview', 'head'], 'prompt'],
      [1, ['live'], 'import'],
    ]);
    expect(items[0]).toMatchObject({
      parent: 1,
      by: { name: 'Ada Lovelace' },
      prompt: 'Change the title␀ to 100% "Welcome"',
      counts: { files: 3, added: 2 },
    });
    const found = async (q: string) =>
      (await listVersions(database.db, { site: 'garden', q, limit: 10 })).items.map(({ number }) => number);
    expect(await found('IS welcome')).toEqual([2]);
    expect(await found('100%')).toEqual([2]);
    expect(await found('imported')).toEqual([1]);
    expect(await found('i_ported')).toEqual([]);
    expect((await pages((page) => listVersions(database.db, { ...page, site: 'garden' }), 1)).flat()).toHaveLength(2);
    expect(await versionByNumber(database.db, 'garden', 1)).toMatchObject({ summary: 'Imported 3 files' });
    expect(await versionByNumber(database.db, 'garden', 3)).toBeUndefined();
  });

  it('list what people say of versions, find it, and count what was found', async () => {
    const list = async (more: Omit<Parameters<typeof listVersions>[1], 'site' | 'limit'>) => {
      const { items, total } = await listVersions(database.db, { site: 'shed', limit: 1, ...more });
      return [items.map(({ number }) => number), total];
    };
    expect(await list({})).toEqual([[3], 2]);
    expect(await list({ starred: true })).toEqual([[1], 1]);
    expect(await list({ starred: false })).toEqual([[3], 1]);
    expect(await list({ pinned: true })).toEqual([[], 0]);
    expect(await list({ noted: true })).toEqual([[1], 1]);
    expect(await list({ noted: false })).toEqual([[3], 1]);
    expect(await list({ q: 'APPROVED by␀' })).toEqual([[1], 1]);
    expect(await list({ q: 'not yet' })).toEqual([[], 0]);
    expect(await list({ q: 'index.html' })).toEqual([[3], 2]);
    expect(await list({ q: 'version 3' })).toEqual([[3], 1]);
    expect(await list({ q: 'approved', pinned: true })).toEqual([[], 0]);
    expect(await versionByNumber(database.db, 'shed', 1)).toMatchObject({
      note: 'Approved by␀ the board',
      starred: true,
      pinned: false,
    });
    expect(await versionByNumber(database.db, 'shed', 2)).toBeUndefined();
    expect(await siteById(database.db, 'shed')).toMatchObject({
      head: 3,
      liveLock: { by: { name: 'Ada Lovelace' }, reason: 'Sale until Sunday' },
      lastChange: { event: 'SiteLiveLocked', version: null },
    });
  });

  it('tell what was live at a moment', async () => {
    const at = (type: string, version: number) =>
      tell.log.events.find(({ data, ...event }) => {
        const told = data as { site?: string; version?: number };
        return event.type === type && told.site === 'garden' && told.version === version;
      });
    const promoted = at('VersionPromoted', 1);
    const moment = Date.parse(promoted?.meta.time ?? '');
    const live = (offset: number) => liveAt(database.db, 'garden', new Date(moment + offset).toISOString());
    const expected = { version: 1, since: new Date(moment).toISOString(), event: promoted?.meta.id };
    expect(await live(-1)).toBeNull();
    expect(await live(0)).toMatchObject({ ...expected, by: { id: 'bob', name: 'Bob' } });
    expect(await live(1e10)).toMatchObject(expected);
    expect(await liveAt(database.db, 'nowhere', '2030-01-01T00:00:00.000Z')).toBeNull();
  });

  it('tell the chat in the order it happened, newest page first, with the places in the queue', async () => {
    const chat = await pages((page) => chatPage(database.db, { ...page, site: 'garden' }), 3);
    expect(chat.map((items) => items.map(({ build, state, place }) => [build, state, place]))).toEqual([
      [
        ['g3', 'waiting', 2],
        ['g4', 'waiting', 3],
        ['g5', 'waiting', 1],
      ],
      [
        ['g1', 'succeeded', null],
        ['g2', 'succeeded', null],
      ],
    ]);
  });

  it('tell a turn with its dialogue, the parts of all attempts once, and what it changed', async () => {
    const turn = await turnByBuild(database.db, 'g2');
    expect(turn).toMatchObject({
      attempt: 2,
      dialogue: [
        { question: 'Which title?', choices: ['page', 'heading'], answer: 'page', by: { id: 'bob', name: 'Bob' } },
      ],
      outcome: {
        type: 'version',
        version: 2,
        summary: 'Title is Welcome',
        files: [{ path: 'index.html', change: 'modified', added: 2, removed: 1 }],
      },
    });
    expect(turn?.parts.map(({ sequence, attempt }) => [sequence, attempt])).toEqual([
      [1, 1],
      [7, 2],
    ]);
    expect(await turnWithoutParts(database.db, 'g2')).not.toHaveProperty('parts');
    expect(await turnByBuild(database.db, 'g5')).toMatchObject({ retryOf: 'g4', parts: [], outcome: null });
  });

  it('tell how every turn ended', async () => {
    const { items } = await chatPage(database.db, { site: 'attic', limit: 10 });
    expect(items.map(({ state, outcome }) => [state, outcome])).toEqual([
      ['declined', { type: 'declined', message: 'I cannot', suggestions: ['Try a title'] }],
      [
        'rejected',
        {
          type: 'rejected',
          message: 'One check failed',
          findings: [{ path: 'a.html', rule: 'links', message: 'broken' }],
        },
      ],
      ['failed', { type: 'failed', reason: 'timeout', message: null }],
      ['cancelled', { type: 'cancelled', by: { id: 'bob', name: 'Bob' }, partial: true }],
      ['clarifying', { type: 'question', question: 'Sure?', choices: [] }],
      ['waiting', null],
    ]);
    expect(items[3]?.partial).toEqual({ digest: 'f'.repeat(64), size: 12 });
    expect(items[5]).toMatchObject({ kind: 'restore', restores: 1, place: 1 });
    expect(await unansweredSince(database.db, '2027-01-01T00:00:00Z')).toEqual([
      { site: 'attic', build: 'aq', attempt: 1 },
    ]);
    expect(await unansweredSince(database.db, '2026-01-01T00:00:00Z')).toEqual([]);
  });

  it("tell a site's history newest first, with opened text and with who did it", async () => {
    const history = (await pages((page) => listEvents(database.db, { ...page, site: 'garden' }), 4)).flat();
    const of = tell.log.events.filter(({ data }) => (data as { site?: string }).site === 'garden');
    expect(history.map(({ id }) => id)).toEqual(of.map(({ meta }) => meta.id).toReversed());
    expect(history.map(({ stream }) => stream)).toContain(`hostname.${'a'.repeat(40)}`);
    const clarified = history.find(({ type }) => type === 'BuildClarified');
    expect(clarified).toMatchObject({
      actor: 'account:bob',
      by: { name: 'Bob' },
      version: 1,
      data: { answer: 'page' },
    });
    const asked = history.find(({ data }) => data['build'] === 'g2' && 'prompt' in data);
    expect(asked?.data['prompt']).toBe('Change the title\0 to 100% "Welcome"');
    expect(await eventById(database.db, history[0]?.id ?? '')).toEqual(history[0]);
    expect(history.find(({ type }) => type === 'BuildStarted')?.by).toBeNull();
  });

  it('keep nothing of a deleted site but that it was deleted', async () => {
    expect(await siteById(database.db, 'gone')).toBeUndefined();
    expect((await listVersions(database.db, { site: 'gone', limit: 9 })).items).toEqual([]);
    expect((await chatPage(database.db, { site: 'gone', limit: 9 })).items).toEqual([]);
    expect((await listEvents(database.db, { site: 'gone', limit: 9 })).items.map(({ type }) => type)).toEqual([
      'SiteDeleted',
    ]);
    const left = await database.db.selectFrom('versionRequests').select('site').where('site', '=', 'gone').execute();
    expect(left).toEqual([]);
  });
});

describe('rows', () => {
  const pglite = useDoor('pglite');
  const postgresql = useDoor('postgresql');

  it('are the same on both databases, wherever batches end, and after a drop', async () => {
    const tell = aDay();
    const hashes = new Set<string>();
    for (const door of [pglite, postgresql])
      for (const maxBatch of [1, 3, 1_000]) {
        const database = await door.fresh();
        const { running } = await projected(database, tell, maxBatch);
        await running.gracefulShutdown();
        hashes.add(await rowsHash(database));
      }
    expect(hashes.size).toBe(1);
    const database = await pglite.fresh();
    const empty = await projected(database, newChronicle());
    await empty.running.gracefulShutdown();
    expect(hashes.has(await rowsHash(database))).toBe(false);
  }, 30_000);

  it('name the sites with work: where a build waits, and where one runs that its runner may have left', async () => {
    const tell = newChronicle();
    for (const site of ['waits', 'runs', 'stops', 'rests']) {
      tell.created(site, 'ada');
      tell.requested(site, `of-${site}`, 'ada', null);
      if (site !== 'waits') tell.started(site, `of-${site}`);
    }
    tell.of('stops', 'BuildStopRequested', { build: 'of-stops', by: 'ada' }, 'ada');
    tell.succeeded('rests', 'of-rests', 1, 'Imported');
    const database = await pglite.fresh();
    const { running } = await projected(database, tell);
    await running.gracefulShutdown();
    expect(await sitesWithWork(database.db)).toEqual(['runs', 'stops', 'waits']);
  });

  it('read [erased] where the key is gone, once they are built again', async () => {
    const tell = aDay();
    tell.sources.erased.add('account.ada');
    tell.sources.erased.add('site.garden');
    const database = await pglite.fresh();
    const { running } = await projected(database, tell);
    await running.gracefulShutdown();
    expect(await accountById(database.db, 'ada')).toMatchObject({ name: '[erased]', email: '[erased]' });
    expect(await accountByEmail(database.db, '[erased]')).toBeUndefined();
    expect(await turnByBuild(database.db, 'g2')).toMatchObject({ prompt: '[erased]', by: { name: '[erased]' } });
  });

  it.each([
    ['missing', (sources: MemorySources, digest: string) => sources.blobs.delete(digest), 'no blob'],
    [
      'altered',
      (sources: MemorySources, digest: string) => sources.blobs.set(digest, new TextEncoder().encode('{}')),
      'its bytes have the digest',
    ],
  ])('stop at a %s blob and name the event that needs it', async (_what, harm, sentence) => {
    const tell = newChronicle();
    tell.created('s1', 'ada');
    tell.requested('s1', 'b1', 'ada', null);
    tell.started('s1', 'b1');
    const event = tell.succeeded('s1', 'b1', 1, 'Imported');
    harm(tell.sources, (event.data as { activity: { digest: string } }).activity.digest);
    const database = await pglite.fresh();
    const announcements = new MemoryAnnouncements();
    const { log: feed, sources } = tell;
    await using running = startProjections({ database, feed, sources, announcements, projections: readModels });
    await running.ready;
    const builds = () => running.status().find((status) => status.name === 'builds');
    await eventually(() => expect(builds()?.state).toBe('stopped'));
    expect(builds()).toMatchObject({
      position: event.meta.position - 1,
      event: { id: event.meta.id, type: 'BuildSucceeded' },
      error: expect.stringContaining(sentence),
    });
    // The others go on.
    await eventually(() => expect(announcements.said).toContainEqual({ projection: 'sites', position: 4 }));
  });
});
