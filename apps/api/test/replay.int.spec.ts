import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyTopology, connect } from '@pagewright/broker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCli, type TestCli } from '../../../test/support/cli.ts';
import { fillLog } from '../../../test/support/filled-log.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { type PostgresServer, postgresServer } from '../../../test/support/postgres-server.ts';

let nats: NatsServer;
let postgres: PostgresServer;
let cli: TestCli;
let inMemory: TestCli;

beforeAll(async () => {
  nats = await natsServer({ users: true, sync: 'default' });
  postgres = await postgresServer();
  cli = await testCli(nats, { PAGEWRIGHT_DATABASE_URL: postgres.url });
  inMemory = await testCli(nats);
  const { user = '', pass = '', inboxPrefix = '' } = nats.login('setup');
  await using setup = await connect({ url: nats.url, name: 'setup', user, password: pass, inboxPrefix });
  await applyTopology(setup, { replicas: 1 });
  const api = nats.login('api');
  const address = { url: nats.url, name: 'api', user: 'api', password: api.pass ?? '' };
  await using writer = await connect({ ...address, inboxPrefix: api.inboxPrefix ?? '' });
  await fillLog(writer, { events: 400, sites: 4, everyMs: 1_000 });
});

afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  await inMemory[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

const lines = (stdout: string): readonly string[] => stdout.trimEnd().split('\n');

describe('pagewright replay', () => {
  it('makes the rows of a moment, the same in PGlite and in a schema of PostgreSQL', async () => {
    const words = ['replay', '--to', 'projection', '--name', 'sites', '--json'];
    const here = await inMemory.run(...words, '--at', '250');
    expect(here.code).toBe(0);
    // How far it is, is said where it takes longer than a second.
    expect(here.stderr).toMatch(/^(position \d+ of 250\n)*$/);
    const { digest, ...answer } = JSON.parse(here.stdout);
    expect(answer).toMatchObject({ name: 'sites', position: 250, where: null });
    expect(answer.tables).toContainEqual({ table: 'sites', rows: 4 });

    const there = JSON.parse((await cli.run(...words, '--at', '250')).stdout);
    expect(there.where).toMatch(/^schema replay_sites_v\d+_at_250$/);
    expect(there.digest).toBe(digest);
    // Again, over what is there; the 250th event is of 249 s after the first.
    const byTime = JSON.parse((await cli.run(...words, '--at', '2026-01-01T00:04:09.500Z')).stdout);
    expect(byTime).toMatchObject({ position: 250, digest });
    const later = JSON.parse((await cli.run(...words)).stdout);
    expect(later.position).toBe(400);
    expect(later.digest).not.toBe(digest);
  });

  it('prints the rows', async () => {
    const { stdout } = await cli.run('replay', '--name', 'history', '--at', '9', '--rows');
    const rows = lines(stdout).filter((line) => line.startsWith('{'));
    expect(rows).toHaveLength(8);
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({ table: 'history', row: { type: 'SiteCreated', position: 2 } });
    expect(stdout).toMatch(/^history: 8 rows$/m);
  });

  it('feeds a reducer of the analyst’s own', async () => {
    const script = join(cli.data, 'builds-per-site.ts');
    await writeFile(
      script,
      `interface Event { type: string; data: { site: string; prompt: unknown } }
       export const initialState = () => ({}) as Record<string, number>;
       export const evolve = (state: Record<string, number>, { type, data }: Event) => {
         if (type === 'BuildRequested') state[data.site] = (state[data.site] ?? 0) + 1;
         return state;
       };
       export const result = (state: Record<string, number>) => Object.keys(state).length;`,
    );
    const { stdout } = await cli.run('replay', '--script', script, '--at', '12', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ position: 12, result: 4 });
    await writeFile(join(cli.data, 'none.ts'), 'export const evolve = 1;');
    const none = await cli.run('replay', '--script', join(cli.data, 'none.ts'));
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/must export initialState\(\) and evolve\(state, event\)/);
    await writeFile(
      join(cli.data, 'late.ts'),
      'export const initialState = () => ({}); export const evolve = async (state) => state;',
    );
    const late = await cli.run('replay', '--script', join(cli.data, 'late.ts'));
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toMatch(/late\.ts failed at the event at position 1: evolve must answer the state itself/);
  });

  it.each([
    [[], /^--name is missing: accounts, sites, /],
    [['--name', 'everything'], /^--name 'everything' is none: accounts, sites, /],
    [['--name', 'sites', '--at', 'noon'], /^--at 'noon' is neither a position/],
  ])('answers %j with what to write', async (words, sentence) => {
    const { code, stderr } = await cli.run('replay', ...words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(sentence) });
  });
});
