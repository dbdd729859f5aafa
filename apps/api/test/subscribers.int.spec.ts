import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { applyTopology, openBroker } from '@pagewright/broker';
import { auditStream } from '@pagewright/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressIn } from '../../../test/support/broker-login.ts';
import { type TestCli, testCli } from '../../../test/support/cli.ts';
import { natsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { productCatalogue } from '../src/composition/catalogue.ts';
import type { Credentials } from '../src/subscribers/credentials.ts';

describe('pagewright subscribers', () => {
  let nats: NatsServer;
  let cli: TestCli;
  beforeAll(async () => {
    nats = await natsServer({ users: true, sync: 'default' });
    cli = await testCli(nats);
    await using setup = await connect(nats.login('setup'));
    await applyTopology(setup, { replicas: 1 });
  });
  afterAll(async () => {
    await cli[Symbol.asyncDispose]();
    await nats[Symbol.asyncDispose]();
  });

  const fileOf = (name: string) => join(cli.data, `${name}.json`);
  const create = (name: string, ...more: string[]) =>
    cli.run('subscribers', 'create', name, '--events', 'site/VersionPromoted', '--output', fileOf(name), ...more);
  const credentialsIn = async (file: string): Promise<Credentials> => JSON.parse(await readFile(file, 'utf8'));
  const enter = ({ servers, user, password: pass, inboxPrefix }: Credentials) =>
    connect({ servers: [...servers], user, pass, inboxPrefix, reconnect: false });
  const publish = async (id: string): Promise<void> => {
    await using publisher = await connect(nats.login('publisher'));
    await jetstream(publisher).publish(`pagewright.default.site.VersionPromoted.v1.${id}`, '{}');
  };
  const takeOne = async (credentials: Credentials): Promise<string | undefined> => {
    await using nc = await enter(credentials);
    const reader = await jetstream(nc).consumers.get(credentials.stream, credentials.durable);
    const message = await reader.next({ expires: 2_000 });
    await message?.ackAck();
    return message?.subject.split('.').at(-1);
  };

  it('creates one, whose login works at once and over a restart, and whose password only its file has', async () => {
    expect(await create('orders', '--from', 'all')).toMatchObject({
      code: 0,
      stderr: `orders hears site/VersionPromoted.v1. Its credentials are in ${fileOf('orders')}.\n`,
    });
    expect((await stat(fileOf('orders'))).mode & 0o777).toBe(0o600);
    const credentials = await credentialsIn(fileOf('orders'));
    expect(credentials).toMatchObject({ servers: [nats.url], stream: 'PW_PUBLIC', durable: 'orders' });
    await publish('one');
    expect(await takeOne(credentials)).toBe('one');

    await nats.restart();
    await publish('two');
    expect(await takeOne(credentials)).toBe('two');
    const kept = await readFile(join(nats.folder, 'nats-server.conf'), 'utf8');
    expect(kept).toContain('subscriber-orders');
    expect(kept).not.toContain(credentials.password);
    expect((await cli.run('subscribers', 'list')).stdout).toMatch(
      /^orders +\d+ s +0 +0 +\d+ s +site\/VersionPromoted\.v1$/m,
    );
  });

  it('rotates: the old password is shut out at once, and the place is kept', async () => {
    await create('rotated', '--from', 'new');
    const before = await credentialsIn(fileOf('rotated'));
    await using old = await enter(before);
    await publish('waiting');
    const printed = await cli.run('subscribers', 'rotate', 'rotated', '--output', '-');
    expect(printed.code).toBe(0);
    const after: Credentials = JSON.parse(printed.stdout);
    expect({ ...after, password: '' }).toEqual({ ...before, password: '' });
    await old.closed();
    await expect(enter(before)).rejects.toThrow(/authorization/i);
    expect(await takeOne(after)).toBe('waiting');
  });

  it('revokes: what is open is closed, and login and reader are gone', async () => {
    await create('revoked');
    const credentials = await credentialsIn(fileOf('revoked'));
    await using open = await enter(credentials);
    expect(await cli.run('subscribers', 'revoke', 'revoked')).toMatchObject({
      code: 0,
      stdout: 'revoked hears nothing any more.\n',
    });
    await open.closed();
    await expect(enter(credentials)).rejects.toThrow(/authorization/i);
    await using setup = await connect(nats.login('setup'));
    const { consumers } = await jetstreamManager(setup, { checkAPI: false });
    await expect(consumers.info('PW_PUBLIC', 'revoked')).rejects.toMatchObject({ code: 10014 });
    expect((await cli.run('subscribers', 'list')).stdout).not.toContain('revoked');
  });

  it('refuses what it cannot do before it does anything', async () => {
    await create('taken');
    const refusals: readonly (readonly [words: readonly string[], code: number, sentence: RegExp])[] = [
      [
        ['create', 'taken', '--events', '*/*'],
        1,
        /^There is a subscriber taken already: pagewright subscribers rotate/,
      ],
      [['create', 'Bad.Name', '--events', '*/*'], 2, /^'Bad\.Name' is no name of a subscriber: a small letter/],
      [['create', 'fresh'], 2, /^--events is missing/],
      [['create', 'fresh', '--events', 'build/*'], 1, /^--events: There is no kind 'build'.*site\/SiteCreated\.v1/],
      [['create', 'fresh', '--events', '*/*', '--from', 'noon'], 2, /^--from 'noon' is neither new nor all nor a time/],
      [['create', 'fresh', '--events', '*/*', '--output', fileOf('taken')], 1, /is there already; take it away/],
      [['rotate', 'nobody'], 1, /^There is no subscriber nobody: pagewright subscribers list/],
      [['revoke', 'nobody'], 1, /^There is no subscriber nobody/],
    ];
    for (const [words, code, sentence] of refusals) {
      const answer = await cli.run('subscribers', ...words);
      expect(answer).toMatchObject({ code, stdout: '' });
      expect(answer.stderr).toMatch(sentence);
    }
    expect((await cli.run('subscribers', 'list')).stdout).not.toContain('fresh');
  });

  it('says what to put into the configuration of a broker of one’s own', async () => {
    await using own = await testCli(nats, { PAGEWRIGHT_NATS_SUBSCRIBERS: '' });
    const made = await own.run('subscribers', 'create', 'foreign', '--events', 'site/*', '--output', '-');
    expect(made.code).toBe(0);
    expect(made.stderr).toContain('service: "$JS.ACK.PW_PUBLIC.foreign.>", response: singleton');
    expect(made.stderr).toMatch(/user: subscriber-foreign, password: "\$2b\$06\$/);
    expect((await own.run('subscribers', 'revoke', 'foreign')).stderr).toMatch(
      /Take the account PUBLIC-foreign .* out/,
    );
  });

  it('writes into the log who did it', async () => {
    await using broker = await openBroker({
      name: 'api',
      ...addressIn(nats.login('api')),
      catalogue: productCatalogue(),
    });
    const { events } = await broker.events.load(auditStream('default'));
    expect(events.map(({ type, data }) => [type, (data as { name: string }).name])).toEqual([
      ['SubscriberCreated', 'orders'],
      ['SubscriberCreated', 'rotated'],
      ['SubscriberRotated', 'rotated'],
      ['SubscriberCreated', 'revoked'],
      ['SubscriberRevoked', 'revoked'],
      ['SubscriberCreated', 'taken'],
      ['SubscriberCreated', 'foreign'],
      ['SubscriberRevoked', 'foreign'],
    ]);
    expect(events[0]?.data).toMatchObject({ filters: ['site/VersionPromoted.v1'], from: 'all' });
  });
});
