import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { putBytes } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import {
  allKeys,
  applyTopology,
  connect,
  createJetStreamRawLog,
  createKeys,
  createLocks,
  type KeptKey,
  jetStreamPlaces,
  pendingWork,
  type PendingItem,
} from '@pagewright/broker';
import { streamName } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/story/person.ts';
import { testCli } from '../../../test/support/cli.ts';
import { kurrentDouble } from '../../../test/support/kurrent-double.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { POLICY_READERS, productTopology } from '../src/composition/brokers.ts';
import { type RunningApi, personWithSite, runningApi, runningApiOn } from './running-api.ts';

const READERS = POLICY_READERS.map(({ name }) => name);

/** Two ways of one log to another place, from one installation, since it takes seconds to begin. */
describe('an installation with a person and a site', () => {
  let api: RunningApi;
  let person: Person;
  let site: string;
  beforeAll(async () => {
    api = await runningApi();
    ({ person, site } = await personWithSite(api));
  });
  afterAll(() => api[Symbol.asyncDispose]());

  it('comes back on an empty machine: people, texts, work that waited, and nothing twice', async () => {
    const asked = await person.say(site, 'Change the title to Welcome');
    await using before = await connect({ url: api.nats.url, name: 'spec' });
    await waitFor(async () => (await collect(pendingWork(before))).some(({ id }) => id === site), {
      what: 'the policy to have put the work',
    });
    const keys = await createKeys(before);
    await keys.ensure({ kind: 'site', id: 'gone' });
    await keys.erase({ kind: 'site', id: 'gone' });

    await using folder = await temporaryFolder('backup');
    const backup = join(folder.path, 'b');
    await using cli = await testCli(api.nats, { PAGEWRIGHT_DATA: api.data });
    const made = await cli.run('backup', backup);
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).toMatch(/opens everything/);
    for (const file of ['manifest.json', 'events.ndjson.gz', 'keys.ndjson', 'work.ndjson', 'secrets/email-key']) {
      expect((await stat(join(backup, file))).mode & 0o077).toBe(0);
    }
    expect(await cli.run('backup', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has something in it/),
    });

    // What happens afterwards is not in it.
    await person.say(site, 'And the footer');
    await using nats = await natsServer({ users: true });
    await using empty = await testCli(nats);
    const restored = await empty.run('restore', backup);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.stdout).not.toMatch(/other positions/);
    await using after = await connect({ url: nats.url, name: 'spec', ...asUser(nats.login('setup')) });
    const manifest = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')) as {
      position: number;
      policies: Record<string, number>;
    };
    expect(await (await createJetStreamRawLog(after)).last()).toBe(manifest.position);
    expect(await collect<KeptKey>(allKeys(after))).toContainEqual({ key: 'site.gone', bytes: 'erased' });
    expect(await collect<PendingItem>(pendingWork(after))).toContainEqual({ queue: 'build', id: site, body: { site } });
    // What the policies had done is not done again, and what they had not is.
    expect(manifest.policies['policy-wake-runners']).toBeGreaterThan(0);
    expect(await jetStreamPlaces(after, READERS)).toEqual(manifest.policies);
    expect(await empty.run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has events already/),
    });

    await using again = await runningApiOn(nats, empty.data);
    const back = new Person(again.port);
    await back.logIn('ada@example.org');
    const turn = await back.turn(site, asked.build);
    expect(turn).toMatchObject({ state: 'waiting', prompt: 'Change the title to Welcome' });
  });

  it('moves its log to KurrentDB (protocol double): a copy, rows that are of another log, rows made anew', async () => {
    await using double = await kurrentDouble();
    const before = await person.site(site);
    await api.stop();
    await using cli = await testCli(api.nats, { PAGEWRIGHT_DATA: api.data });
    expect(await cli.run('events', 'copy')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--to is missing/),
    });
    expect(await cli.run('events', 'copy', '--to', 'jetstream')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/already/),
    });
    const copied = await cli.run('events', 'copy', '--to', double.url);
    expect(copied).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/both logs read the same.*checkpoints.*are void/s),
    });
    expect(await cli.run('events', 'copy', '--to', double.url)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/only an empty log/),
    });

    const there = { PAGEWRIGHT_EVENT_STORE: 'kurrentdb', PAGEWRIGHT_KURRENTDB_URL: double.url };
    await api.restart(there);
    await waitFor(async () => (await reasons()).includes('was made from another log'), {
      what: 'it to notice',
      timeout: 30_000,
    });
    await api.stop();
    await rm(join(api.data, 'pglite'), { recursive: true });
    await api.restart(there);
    await person.logIn('ada@example.org');
    await waitFor(async () => isDeepStrictEqual(await person.site(site), before), {
      what: 'the same rows to come back',
      timeout: 30_000,
    });
    await person.say(site, 'Change the title to Welcome');
    expect(double.log.stream(`pagewright.site-${site}`).at(-1)?.type).toBe('pagewright.site.BuildRequested.v1');

    await using nats = await natsServer({ users: true });
    await using home = await testCli(nats, there);
    await using restored = await testCli(nats);
    await api.stop();
    const backup = join(home.data, 'backup');
    await using source = await testCli(api.nats, { ...there, PAGEWRIGHT_DATA: api.data });
    expect(await source.run('backup', backup)).toMatchObject({ code: 0 });
    // A backup from KurrentDB fills a broker, too.
    expect(await restored.run('restore', backup)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/at other positions than before/),
    });
    expect(await home.run('events', 'copy', '--to', 'jetstream')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/only an empty log/),
    });

    async function reasons(): Promise<string> {
      const { parts } = await person.demand<{ parts: { reasons: string[] }[] }>('GET', '/api/system');
      return parts.flatMap((part) => part.reasons).join(' ');
    }
  });
});

describe('backup and restore', () => {
  it('refuse a backup that is not whole or was changed, before anything is written', async () => {
    await using nats = await natsServer();
    await using cli = await testCli(nats);
    await using folder = await temporaryFolder('backup');
    expect(await cli.run('restore', folder.path)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is no backup, or one that was not finished/),
    });
    await applyTopologyOf(nats.url);
    await secretsIn(cli.data);
    const backup = join(folder.path, 'b');
    expect(await cli.run('backup', backup)).toMatchObject({ code: 0 });
    await rm(join(backup, 'secrets', 'jwt-key'));
    expect(await cli.run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/jwt-key is missing: put the secrets/),
    });
    const store = await openFilesystemArtifactStore(join(backup, 'artifacts'));
    await putBytes(store, Buffer.from('of another backup'));
    expect(await cli.run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/1 artifacts of 17 bytes instead of 0/),
    });
    await writeFile(join(backup, 'keys.ndjson'), '{"key":"account.eve","bytes":"AAAA"}\n');
    expect(await cli.run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/keys\.ndjson is not what was written/),
    });
    await writeFile(join(backup, 'events.ndjson.gz'), 'not an archive');
    expect(await cli.run('restore', backup)).toMatchObject({ code: 1, stderr: expect.stringMatching(/damaged/) });
    await rm(join(backup, 'events.ndjson.gz'));
    expect(await cli.run('restore', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/events\.ndjson\.gz .* is missing/),
    });
  });

  it('[BROKER 11.12] give no token again, whatever the clock says', async () => {
    await using nats = await natsServer({ users: true });
    await using setup = await connect({ url: nats.url, name: 'spec', ...asUser(nats.login('setup')) });
    await applyTopology(setup, productTopology(1));
    await using connection = await connect({ url: nats.url, name: 'spec', ...asUser(nats.login('api')) });
    await (await createKeys(connection)).ensure({ kind: 'site', id: 'docs' });
    const ahead = Date.now() + 86_400_000;
    const site = streamName('site', 'docs');
    await (
      await createJetStreamRawLog(connection)
    ).append([
      {
        position: 1,
        stream: site,
        type: 'BuildStarted',
        attributes: new Map([['id', 'x:0']]),
        data: { fencingToken: ahead },
      },
    ]);
    await using cli = await testCli(nats);
    await secretsIn(cli.data);
    await using folder = await temporaryFolder('backup');
    const backup = join(folder.path, 'b');
    await mkdir(backup, { mode: 0o755 });
    expect(await cli.run('backup', backup, '--without-secrets')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/keep its email-key/),
    });
    expect((await stat(backup)).mode & 0o077).toBe(0);

    await using second = await natsServer();
    await using empty = await testCli(second);
    expect(await empty.run('restore', backup)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/put email-key and jwt-key into/),
    });
    await using there = await connect({ url: second.url, name: 'spec' });
    expect(await (await createLocks(there)).nextToken()).toBeGreaterThan(ahead);
  });
});

const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const applyTopologyOf = async (url: string): Promise<void> => {
  await using connection = await connect({ url, name: 'spec' });
  await applyTopology(connection, productTopology(1));
};

const secretsIn = async (data: string): Promise<void> => {
  await mkdir(join(data, 'secrets'), { recursive: true });
  for (const name of ['jwt-key', 'email-key', 'setup-code']) await writeFile(join(data, 'secrets', name), 'x');
};

const asUser = ({ user = '', pass = '', inboxPrefix = '' }) => ({ user, password: pass, inboxPrefix });
