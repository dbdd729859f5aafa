import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type EventFeed, type FeedBatch, position, Refusal } from '@pagewright/kernel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMetrics, createReaders, OperationsPortTaken, serveOperations } from './index.ts';
import { diskChecks, readersCheck } from './checks.ts';
import { type Check, createHealth } from './health.ts';
import { both, UNWATCHED } from './operation.ts';

const GB = 1024 ** 3;
const silent = { warn: () => undefined, info: () => undefined };
const metricsOf = () => createMetrics({ version: '1.2.3', readWithinMs: 20 });

describe('Metrics', () => {
  it('count each operation by what came of it, a business no among them, and pass everything on', async () => {
    const metrics = metricsOf();
    const watcher = both(UNWATCHED, metrics.watcher);
    const operation = { name: 'command', labels: { kind: 'site' }, outcomeOf: () => 'committed' } as const;
    expect(await watcher.watch(operation, async () => 7)).toBe(7);
    const no = new Refusal('too-many', 'no');
    await expect(watcher.watch(operation, () => Promise.reject(no))).rejects.toBe(no);
    await expect(watcher.watch(operation, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const { body } = await metrics.text();
    for (const outcome of ['committed', 'refused', 'failed']) {
      expect(body).toContain(`pagewright_command_duration_seconds_count{kind="site",outcome="${outcome}"} 1`);
    }
    expect(body).toContain('pagewright_build_info{version="1.2.3"} 1');
  });

  it('leave out and count what cannot be read in time, so that a scrape never hangs', async () => {
    const metrics = metricsOf();
    metrics.readGauge('pagewright_good', 'good', ['a'], async () => [[{ a: 'x' }, 3]]);
    metrics.readGauge('pagewright_broken', 'broken', [], () => Promise.reject(new Error('away')));
    metrics.readGauge('pagewright_hanging', 'hanging', [], () => new Promise(() => undefined));
    await metrics.text();
    const { body } = await metrics.text();
    expect(body).toContain('pagewright_good{a="x"} 3');
    expect(body).not.toMatch(/^pagewright_(broken|hanging)/m);
    expect(body).toMatch(/^pagewright_scrape_failures_total\{metric="pagewright_hanging"\} [12]$/m);
  });
});

describe('Readers of the log', () => {
  /** A feed that delivers up to a position and then nothing, as behind a message that cannot be read. */
  const standing = (at: number): EventFeed => ({
    last: async () => position(9),
    first: async () => undefined,
    subscribe: async function* (): AsyncGenerator<FeedBatch> {
      yield { events: [], position: position(at), caughtUp: false };
      await new Promise(() => undefined);
    },
  });

  it('are as late as the newest moment whose end of the log they have reached', async () => {
    const metrics = metricsOf();
    let [now, last] = [1_000_000, 5];
    const readers = createReaders({ last: async () => last, metrics, now: () => now });
    const feed = readers.following('hosting', standing(5)).subscribe({ after: position(0) });
    const batches = feed[Symbol.asyncIterator]();
    await batches.next();
    void batches.next();
    await readers.look();
    expect(readers.lags()).toEqual([{ reader: 'hosting', position: 5, last: 5, seconds: 0 }]);
    [now, last] = [now + 40_000, 9];
    await readers.look();
    expect(readers.lags()).toEqual([{ reader: 'hosting', position: 5, last: 9, seconds: 40 }]);
    const [sentence] = await readersCheck(readers).look();
    expect(sentence).toMatch(/^The reader hosting is 40 s behind: it has the log up to position 5 of 9\./);
    expect((await metrics.text()).body).toContain('pagewright_reader_lag_events{reader="hosting"} 4');
  });
});

describe('Health', () => {
  afterEach(() => void vi.useRealTimers());

  const check = (severity: Check['severity'], look: Check['look'], quietMs?: number): Check => ({
    part: severity,
    severity,
    look,
    ...(quietMs === undefined ? {} : { quietMs }),
  });

  it.each([
    [[], [], { status: 'ok', reasons: [] }],
    [[], ['a'], { status: 'degraded', reasons: ['a'] }],
    [['b'], ['a'], { status: 'failing', reasons: ['b', 'a'] }],
  ])('of what fails %j and what is degraded %j', async (failing, degraded, report) => {
    const checks = [check('degraded', async () => degraded), check('failing', async () => failing)];
    await using health = createHealth({ checks, metrics: metricsOf(), log: silent });
    expect(await health.ready()).toEqual(report);
    const parts = (await health.parts()).map(({ part, status, reasons }) => [part, status, reasons]);
    expect(parts).toEqual([
      ['degraded', degraded.length > 0 ? 'degraded' : 'ok', degraded],
      ['failing', failing.length > 0 ? 'failing' : 'ok', failing],
    ]);
  });

  it('takes a look that throws or hangs for something that is wrong', async () => {
    const checks = [
      check('failing', () => Promise.reject(new Error('refused'))),
      { ...check('degraded', () => new Promise<never>(() => undefined)) },
    ];
    await using health = createHealth({ checks, metrics: metricsOf(), log: silent, withinMs: 10 });
    expect(await health.ready()).toEqual({
      status: 'failing',
      reasons: ['failing: refused', 'degraded: no answer within 0.01 s'],
    });
  });

  it('tells the log once of what becomes wrong and of what is well again, and is quiet about what soon passes', async () => {
    vi.useFakeTimers();
    const said: string[] = [];
    const log = {
      warn: (_: object, line: string) => said.push(line),
      info: (_: object, line: string) => said.push(line),
    };
    let wrong: string[] = ['no room'];
    const checks = [check('failing', async () => wrong), check('degraded', async () => ['short'], 60_000)];
    const health = createHealth({ checks, metrics: metricsOf(), log: log as never, everyMs: 5_000 });
    await vi.advanceTimersByTimeAsync(16_000);
    expect(said).toEqual(['no room']);
    wrong = [];
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said).toEqual(['no room', 'failing: well again']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toEqual(['no room', 'failing: well again', 'short']);
    await health[Symbol.asyncDispose]();
  });

  it('shows a scrape what it knows, also while a look takes longer than a scrape may', async () => {
    vi.useFakeTimers();
    const metrics = metricsOf();
    const looks = vi.fn(() => new Promise<never>(() => undefined));
    const health = createHealth({ checks: [check('failing', looks)], metrics, log: silent, withinMs: 3_000 });
    await vi.advanceTimersByTimeAsync(5_100);
    expect(looks).toHaveBeenCalledTimes(2);
    const [scrape, ready] = [metrics.text(), health.ready()];
    await vi.advanceTimersByTimeAsync(20);
    expect((await scrape).body).toContain('pagewright_health{part="failing",severity="failing"} 0');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await ready).toMatchObject({ status: 'failing' });
    expect(looks).toHaveBeenCalledTimes(2);
    await health[Symbol.asyncDispose]();
  });

  it.each([
    [10 * GB, []],
    [0.5 * GB, ['The disk of data (/data) is nearly full: 512 MB are left. Make room.']],
    [1_000_000, ['The disk of data (/data) is full: 0 MB are left. Make room.']],
  ])('with %d bytes free', async (free, reasons) => {
    const checks = diskChecks({ data: '/data' }, metricsOf(), async () => ({ free, size: 20 * GB }));
    expect((await Promise.all(checks.map((each) => each.look()))).flat()).toEqual(reasons);
  });
});

describe('The operators’ port', () => {
  const ready = async () => ({ status: 'failing', reasons: ['no room'] }) as const;

  it('answers metrics and health, and nothing else', async () => {
    await using server = await serveOperations({ host: '127.0.0.1', port: 0, metrics: metricsOf(), health: { ready } });
    const get = (path: string, method = 'GET') => fetch(server.url + path, { method });
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect((await get('/health/live')).status).toBe(200);
    const health = await get('/health/ready');
    expect([health.status, await health.json()]).toEqual([503, { status: 'failing', reasons: ['no room'] }]);
    expect((await get('/metrics', 'POST')).status).toBe(405);
    expect((await get('/api/sites')).status).toBe(404);
  });

  it('says so when its port is somebody else’s', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const started = serveOperations({ host: '127.0.0.1', port, metrics: metricsOf(), health: { ready } });
    await expect(started).rejects.toBeInstanceOf(OperationsPortTaken);
    other.close();
  });
});
