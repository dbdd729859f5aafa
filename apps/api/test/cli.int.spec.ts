import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { applyTopology, connect, createEventStore, createLocks, openBroker } from '@pagewright/broker';
import { auditStream } from '@pagewright/identity';
import { describe, expect, it } from 'vitest';
import { testCli } from '../../../test/support/cli.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { productCatalogue } from '../src/composition/catalogue.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('pagewright', () => {
  it('names its commands, and the options of each', async () => {
    await using cli = await testCli();
    const { code, stdout } = await cli.run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}locks reset +Makes the locks/m);
    expect((await cli.run('locks', 'reset', '--help')).stdout).toMatch(/^Usage: pagewright locks reset \[options\]$/m);
  });

  it.each([
    [['lokcs', 'reset'], "There is no command 'lokcs reset': pagewright --help names them all."],
    [['builds'], 'Say which: pagewright builds stuck, pagewright builds wake.'],
    [['locks', 'reset', '--now'], "Unknown option '--now': see pagewright locks reset --help."],
    [['locks', 'reset', 'docs'], "'docs' is one word too many: see pagewright locks reset --help."],
  ])('answers %j with one sentence and exit code 2', async (words, sentence) => {
    await using cli = await testCli();
    expect(await cli.run(...words)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it('says where nothing runs, and what to do', async () => {
    await using cli = await testCli();
    expect(await cli.run('locks', 'reset')).toEqual({
      code: 1,
      stdout: '',
      stderr: `Pagewright does not run at ${cli.data}: start it with npm start, or set PAGEWRIGHT_NATS_URL.\n`,
    });
  });

  it('makes the locks anew: leases are gone and tokens go on above all earlier ones', async () => {
    await using nats = await natsServer({ users: true });
    await using setup = await connect({ url: nats.url, name: 'setup', ...asUser(nats.login('setup')) });
    await applyTopology(setup, { replicas: 1 });
    await using runner = await connect({ url: nats.url, name: 'runner', ...asUser(nats.login('runner')) });
    const locks = await createLocks(runner);
    const owner = { owner: 'ada', purpose: 'test' };
    const before = await locks.acquire('site.docs', owner);
    if (before.status !== 'held') throw new Error('the lock was not free');

    await using cli = await testCli(nats);
    expect(await cli.run('locks', 'reset')).toMatchObject({ code: 0, stderr: '' });
    const after = await locks.acquire('site.docs', owner);
    if (after.status !== 'held') throw new Error('the lock is still held');
    expect(after.lock.token).toBeGreaterThan(before.lock.token);
    expect(await before.lock.renew()).toBe(false);
    const { events } = await createEventStore(runner, { catalogue: productCatalogue() }).then((store) =>
      store.load(auditStream('default')),
    );
    expect(events).toMatchObject([{ type: 'LocksReset', data: { tokensFrom: after.lock.token } }]);
    await after.lock.release();

    await writeFile(join(cli.data, 'secrets', 'nats-setup'), 'wrong');
    const refused = await cli.run('locks', 'reset');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/does not take the user setup with the password in .*: stop Pagewright and start/);
  });

  it('shows work that was given up, puts it back or settles it, once, and writes down who did', async () => {
    await using nats = await natsServer({ users: true });
    await using setup = await connect({ url: nats.url, name: 'setup', ...asUser(nats.login('setup')) });
    await applyTopology(setup, { replicas: 1 });
    const catalogue = productCatalogue();
    await using broker = await openBroker({
      url: nats.url,
      name: 'runner',
      ...asUser(nats.login('runner')),
      catalogue,
    });
    const { work, events } = broker;
    for (const id of ['first', 'second', 'third']) await work.put({ queue: 'build', id, body: { site: id } });
    let verdicts = 0;
    const consumer = await work.consume('build', 1, async ({ id }) => {
      verdicts += 1;
      return id === 'third' ? { type: 'retry', delayMs: 60_000, reason: 'later' } : { type: 'dead', reason: 'broken' };
    });
    await waitFor(async () => verdicts === 3 && (await work.deadLetters.list('build')).length === 2, {
      what: 'letters',
    });
    await consumer.gracefulShutdown();

    await using cli = await testCli(nats);
    const { stdout } = await cli.run('queue', 'list', '--all');
    expect(stdout).toMatch(/^build: 1 waiting, the oldest for \d+ s$/m);
    const [first = '', second = '', third = ''] = ['first', 'second', 'third'].map(
      (id) => new RegExp(`^(build\\.${id}\\.\\d+) `, 'm').exec(stdout)?.[1],
    );
    expect(stdout).toMatch(/^build\.first\.\d+ +given up +\d+ s +broken$/m);
    expect(JSON.parse((await cli.run('queue', 'show', first)).stdout)).toMatchObject({ id: first, reason: 'broken' });
    expect(await cli.run('queue', 'retry', first)).toEqual({
      code: 0,
      stdout: `${first} is in its queue again.\n`,
      stderr: '',
    });
    expect(await cli.run('queue', 'retry', first)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/replayed/),
    });
    expect(await cli.run('queue', 'drop', second)).toMatchObject({ code: 0 });
    expect(await cli.run('queue', 'drop', third)).toMatchObject({ code: 0 });
    expect(await cli.run('queue', 'drop', 'build.none.1')).toMatchObject({
      code: 1,
      stderr: "There is no item 'build.none.1': pagewright queue list --all names them.\n",
    });
    expect([await work.depth('build'), (await work.oldest('build'))?.itemId]).toEqual([1, 'first']);
    const deeds = (await events.load(auditStream('default'))).events;
    expect(deeds).toMatchObject([
      { type: 'LetterReplayed', data: { letter: first } },
      { type: 'LetterDropped', data: { letter: second } },
      { type: 'ItemDropped', data: { queue: 'build', item: 'third' } },
    ]);
  });

  it('is begun as a program from any folder', async () => {
    await using cli = await testCli();
    const program = join(ROOT, 'infra/local/pagewright.mjs');
    const { stdout, stderr } = await promisify(execFile)(program, ['locks', '--help'], {
      cwd: cli.data,
      env: { PATH: process.env.PATH, PAGEWRIGHT_DATA: cli.data },
    });
    expect(stdout).toContain('locks reset');
    expect(stderr).toBe('');
  });
});

const asUser = ({ user = '', pass = '', inboxPrefix = '' }) => ({ user, password: pass, inboxPrefix });
