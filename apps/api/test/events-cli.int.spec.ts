import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { putBytes } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { applyTopology, connect, openBroker } from '@pagewright/broker';
import { actor, type CommandId, commandDigest, type Message } from '@pagewright/kernel';
import { siteStream } from '@pagewright/sites';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCli, type TestCli } from '../../../test/support/cli.ts';
import { fillLog, type LogPlan, plannedEvents } from '../../../test/support/filled-log.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { PrintedEvent } from '../src/cli/log/event-line.ts';
import { productCatalogue } from '../src/composition/catalogue.ts';
import type { LogStats } from '../src/log/log-stats.ts';

/** More than the broker sends before it demands an answer. */
const EVENTS = 12_000;

let nats: NatsServer;
let cli: TestCli;
let plan: LogPlan;

const as = async (role: 'setup' | 'api') => {
  const { user = '', pass = '', inboxPrefix = '' } = nats.login(role);
  return { url: nats.url, name: role, user, password: pass, inboxPrefix };
};

/** Appends as the product does, and answers the event's position. */
const append = async (site: string, event: (seal: (text: string) => Promise<unknown>) => Promise<Message>) => {
  await using broker = await openBroker({ ...(await as('api')), catalogue: productCatalogue() });
  const stream = siteStream(site);
  const id = `test-${crypto.randomUUID()}` as CommandId;
  const message = await event((text) => broker.sealer.seal({ kind: 'site', id: site }, text));
  const meta = { commandId: id, commandDigest: commandDigest(id), actor: actor('account', 'eve'), correlationId: id };
  const rest = { causationId: id, time: '2026-06-01T00:00:00.000Z' };
  const expected = await broker.events.head(stream);
  const outcome = await broker.events.append([{ stream, expected, events: [message] }], { ...meta, ...rest });
  if (outcome.status !== 'committed') throw new Error(`not stored: ${outcome.status}`);
  return outcome.events[0]?.meta.position ?? 0;
};

const noted = (site: string, note: unknown): Message => ({
  type: 'VersionNoted',
  data: { site, at: '2026-06-01T00:00:00.000Z', version: 1, by: 'eve', note },
});

const events = (stdout: string): PrintedEvent[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  nats = await natsServer({ users: true, sync: 'default' });
  cli = await testCli(nats);
  const store = await openFilesystemArtifactStore(join(cli.data, 'artifacts'));
  const { digest, size } = await putBytes(store, Buffer.from('an archive'));
  plan = { events: EVENTS, sites: 10, blob: { digest, size }, everyMs: 10_000 };
  await using setup = await connect(await as('setup'));
  await applyTopology(setup, { replicas: 1 });
  await using api = await connect(await as('api'));
  await fillLog(api, plan);
});

afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

describe('pagewright events', () => {
  it('lists what the filters let through, in order, as the log has it', async () => {
    const words = ['--id', 'site-3', '--type', 'BuildStarted', '--type', 'VersionDeployed', '--actor', 'runner:r1'];
    const { code, stdout } = await cli.run('events', 'list', ...words, '--json');
    const wanted = [...plannedEvents(plan)].filter((one) => one.streamId === 'site-3' && one.type === 'BuildStarted');
    expect(code).toBe(0);
    expect(events(stdout).map(({ id, data }) => [id, data])).toEqual(
      wanted.map(({ id, message }) => [id, message.data]),
    );
    const newest = await cli.run('events', 'list', ...words, '--json', '--last', '2');
    expect(events(newest.stdout).map(({ id }) => id)).toEqual(wanted.slice(-2).map(({ id }) => id));
    const some = await cli.run('events', 'list', '--json', '--from', '5', '--to', '2026-01-01T00:01:20.000Z');
    expect(events(some.stdout).map(({ position }) => position)).toEqual([5, 6, 7, 8, 9]);
  });

  it.each([
    [['--from', 'yesterday'], /--from 'yesterday' is neither a position, such as 1284, nor a time/],
    [['--id', '*'], /--id '\*' is no name of the log/],
    [['--last', 'all'], /--last 'all' is no count/],
  ])('answers %j with what to write instead', async (words, sentence) => {
    const { code, stderr } = await cli.run('events', 'list', ...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it('shows sealed text only to whoever asks, and an erased one to nobody', async () => {
    const position = await append('site-1', async (seal) => noted('site-1', await seal('Ada’s own words')));
    const words = ['events', 'list', '--json', '--from', String(position)];
    expect(events((await cli.run(...words)).stdout)[0]?.data).toMatchObject({ note: '[sealed]' });
    expect(events((await cli.run(...words, '--open')).stdout)[0]?.data).toMatchObject({ note: 'Ada’s own words' });
    const erased = await cli.run('events', 'list', '--json', '--type', 'AccountRegistered', '--open');
    expect(events(erased.stdout)[0]?.data).toMatchObject({ email: '[erased]' });
  });

  it('shows an event with its causes and effects as a tree, by id and by position', async () => {
    const [request] = [...plannedEvents(plan)].filter(({ type }) => type === 'BuildRequested');
    const { stdout } = await cli.run('events', 'show', request?.id ?? '');
    expect(stdout).toContain(`id                ${request?.id}\n`);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .slice(-3)
        .map((line) => line.split(' ').slice(0, -2).join(' ')),
    ).toEqual([
      '▸ 12 BuildRequested site.site-0',
      '  · 22 BuildStarted site.site-0',
      '    · 32 BuildSucceeded site.site-0',
    ]);
    expect((await cli.run('events', 'show', '12')).stdout).toBe(stdout);
    const nobody = await cli.run('events', 'show', 'nobody:0');
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toMatch(/^The log has no event nobody:0: /);
  });

  it('counts by type and by day of the events’ own time', async () => {
    const { stdout } = await cli.run('events', 'stats', '--json', '--to', String(EVENTS));
    const stats = JSON.parse(stdout) as LogStats;
    const planned = [...plannedEvents(plan)];
    const started = planned.filter(({ type }) => type === 'BuildStarted');
    expect(stats.events).toBe(EVENTS);
    expect(stats.types.find(({ type }) => type === 'site.BuildStarted')?.events).toBe(started.length);
    expect(stats.days.map(({ day, events: count }) => [day, count])).toEqual([
      ['2026-01-01', 8_640],
      ['2026-01-02', EVENTS - 8_640],
    ]);
    expect(stats.bytes).toBeGreaterThan(planned.reduce((sum, { body }) => sum + body.length, 0));
    expect((await cli.run('events', 'stats')).stdout).toMatch(/^site\.BuildStarted +2,[0-9]+ +\d+\.\d % /m);
  });

  it('exports the same rows as NDJSON, CSV and Parquet, with conditions', async () => {
    const folder = await mkdtemp(join(cli.data, 'export-'));
    const words = ['events', 'export', '--kind', 'deployment', '--where', 'data.version=3'];
    const ndjson = (await cli.run(...words)).stdout.trimEnd().split('\n');
    const rows = ndjson.map((line) => JSON.parse(line));
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({
      kind: 'deployment',
      stream_id: 'site-0',
      type: 'VersionDeployed',
      schema_version: 1,
    });

    const file = join(folder, 'log.parquet');
    expect(await cli.run(...words, '--format', 'parquet', '--output', file)).toMatchObject({ code: 0, stdout: '' });
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    expect(
      read.map(({ position, time, data, ...row }) => ({
        ...row,
        position: Number(position),
        time: time.toISOString(),
        data: JSON.parse(data),
      })),
    ).toEqual(rows);

    const csv = join(folder, 'log.csv');
    await cli.run(...words, '--format', 'csv', '-o', csv);
    const lines = (await readFile(csv, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^position,id,kind,stream_id,/);
    expect(lines[1]).toContain(`"{""site"":""site-0""`);
    expect((await cli.run('events', 'export', '--where', 'size>3')).stderr).toMatch(
      /^--where 'size>3' is no condition/,
    );
  });

  it('leaves no file before it has begun, none that others may read, and says where it cannot write', async () => {
    const folder = await mkdtemp(join(cli.data, 'export-'));
    await using nowhere = await testCli();
    for (const format of ['csv', 'parquet']) {
      const to = (...path: string[]) => ['--format', format, '--output', join(folder, ...path, `log.${format}`)];
      expect((await nowhere.run('events', 'export', ...to())).stderr).toMatch(/^Pagewright does not run at /);
      expect((await cli.run('events', 'export', ...to('none'))).stderr).toMatch(/cannot be written: name another file/);
      await cli.run('events', 'export', '--to', '20', ...to());
      expect((await stat(join(folder, `log.${format}`))).mode & 0o077).toBe(0);
    }
    expect((await readdir(folder)).toSorted()).toEqual(['log.csv', 'log.parquet']);
  });

  it.each([
    ['events', 'stats'],
    ['events', 'export'],
  ])('gives no part of an answer for the whole when it is broken off: %s %s', async (...words) => {
    const { code, stdout, stderr } = await cli.follow(words, AbortSignal.abort(), () => undefined);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^This was broken off before the end of the log/);
  });

  it('follows the log until it is told to stop', async () => {
    const ending = new AbortController();
    const lines: string[] = [];
    const words = ['events', 'tail', '--json', '--type', 'VersionNoted', '--from', '2026-05-01T00:00Z'];
    const following = cli.follow(words, ending.signal, (line) => lines.push(line));
    const first = await append('site-5', async () => noted('site-5', null));
    await waitFor(() => lines.some((line) => events(line)[0]?.position === first), { what: 'the first event' });
    const second = await append('site-5', async () => noted('site-5', null));
    await waitFor(() => lines.some((line) => events(line)[0]?.position === second), { what: 'the second event' });
    ending.abort();
    expect(await following).toMatchObject({ code: 0, stderr: '' });
    expect(lines.flatMap(events).every(({ type }) => type === 'VersionNoted')).toBe(true);
  });

  it('ends without a word when its reader has enough', async () => {
    const main = resolve(import.meta.dirname, '../src/cli/main.ts');
    const line = `node ${main} events list | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', line], {
      env: { PATH: process.env.PATH, ...cli.environment },
    });
    expect(stdout).toMatch(/^ +1 .*AccountRegistered.*\n0\n$/);
    expect(stderr).toBe('');
  });

  // Last: they damage the log.
  it('finds nothing wrong with a log that is whole, and every damage with its position', async () => {
    const whole = await cli.run('events', 'verify');
    expect(whole).toMatchObject({ code: 0, stdout: '' });
    expect(whole.stderr).toMatch(/^12,\d\d\d events, 1 artifacts: nothing is wrong\.\n$/m);

    const lost = 'e'.repeat(64);
    const missing = await append('site-6', async () => ({
      type: 'VersionChecked',
      data: {
        site: 'site-6',
        at: '2026-06-01T00:00:00.000Z',
        version: 1,
        digest: lost,
        run: 1,
        state: 'passed',
        reason: null,
        checks: { digest: lost, count: 0 },
        screenshots: [],
        thumbnail: null,
      },
    }));
    await using api = await connect(await as('api'));
    const { headersOf } = await import('../../../broker/src/events/send.ts');
    const [model] = [...plannedEvents({ ...plan, events: 2 })].slice(-1);
    if (!model) throw new Error('no model');
    const forged = {
      ...model,
      id: 'filled-1:0' as typeof model.id,
      aggregateVersion: 7,
      body: Buffer.from('{"site":"x"}'),
    };
    const headers = headersOf(forged, 'default');
    headers.delete('Nats-Expected-Last-Subject-Sequence');
    headers.delete('Nats-Expected-Last-Subject-Sequence-Subject');
    headers.delete('Nats-Msg-Id');
    const { seq } = JSON.parse(
      new TextDecoder().decode((await api.request(forged.subject, forged.body, { headers, timeout: 5_000 })).data),
    );

    const damaged = await cli.run('events', 'verify', '--json');
    const findings = events(damaged.stdout) as unknown as { position: number; about: string; sentence: string }[];
    expect(damaged.code).toBe(1);
    expect(findings.map(({ position, about }) => [position, about])).toEqual([
      [seq, 'version'],
      [seq, 'expectation'],
      [seq, 'repeat'],
      [seq, 'schema'],
      [missing, 'artifact'],
    ]);
    expect(findings[3]?.sentence).toMatch(/SiteCreated does not fit its schema: .*owner/);
  });
});
