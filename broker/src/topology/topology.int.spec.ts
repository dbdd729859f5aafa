import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NatsServer, natsServer } from '../../../test/support/nats-server.ts';
import { BrokerNotDurable, BrokerUnreachable, assertSyncAlways, connect } from '../connection/connect.ts';
import { createLocks } from '../locks/jetstream-leases.ts';
import { LOCKS_BUCKET } from '../subjects.ts';
import { TopologyRefused, applyTopology, resetLocks } from './apply-topology.ts';
import { DEFAULT_BACKOFF_MS } from './topology.ts';

describe('the topology on a real broker', () => {
  let server: NatsServer;
  let nc: NatsConnection;
  beforeAll(async () => {
    server = await natsServer();
    nc = await connect({ url: server.url, name: 'setup' });
  });
  afterAll(async () => {
    await nc.close();
    await server[Symbol.asyncDispose]();
  });
  const options = {
    replicas: 1,
    queues: [{ name: 'check', ackWaitMs: 0, backoffMs: DEFAULT_BACKOFF_MS, maxAckPending: 2 }],
    policies: [{ name: 'policy-builds', types: [{ kind: 'site', type: 'BuildRequested' }] }],
  };

  it('makes what is missing, also when two do it at once, and then has nothing to do', async () => {
    const other = await connect({ url: server.url, name: 'setup 2' });
    const both = await Promise.all([applyTopology(nc, options), applyTopology(other, options)]);
    expect(new Set(both.flatMap(({ created }) => created))).toContain('PW_EVENTS');
    expect(await applyTopology(nc, options)).toEqual({ created: [], updated: [] });
    await other.close();
  });

  it('changes what differs and can be changed', async () => {
    const changed = {
      ...options,
      duplicateWindowMs: 1_000,
      policies: [
        {
          name: 'policy-builds',
          types: [
            { kind: 'site', type: 'BuildRequested' },
            { kind: 'site', type: 'SiteCreated' },
          ],
        },
      ],
    };
    const { created, updated } = await applyTopology(nc, changed);
    expect(created).toEqual([]);
    expect(updated).toContain('PW_EVENTS');
    expect(updated).toContain('PW_EVENTS policy-builds');
    const jsm = await jetstreamManager(nc);
    expect((await jsm.streams.info('PW_EVENTS')).config.duplicate_window).toBe(1_000_000_000);
    expect((await jsm.consumers.info('PW_EVENTS', 'policy-builds')).config.filter_subjects).toEqual([
      'pw.events.site.*.BuildRequested',
      'pw.events.site.*.SiteCreated',
    ]);
    expect(await applyTopology(nc, changed)).toEqual({ created: [], updated: [] });
  });

  it('says in one sentence what cannot be changed', async () => {
    const jsm = await jetstreamManager(nc);
    await jsm.streams.delete('PW_JOBS');
    await jsm.streams.add({ name: 'PW_JOBS', subjects: ['pw.jobs.*.*'] });
    const refused = applyTopology(nc, options);
    await expect(refused).rejects.toThrow(TopologyRefused);
    await expect(refused).rejects.toThrow(/PW_JOBS.*retention is "limits" and must be "workqueue"/);
    await jsm.streams.delete('PW_JOBS');
    await applyTopology(nc, options);
  });

  it('lets nobody delete, purge or roll up the log', async () => {
    const jsm = await jetstreamManager(nc);
    await expect(jsm.streams.purge('PW_EVENTS')).rejects.toThrow(/purge/);
    await expect(jsm.streams.deleteMessage('PW_EVENTS', 1)).rejects.toThrow(/delete/);
    const { config } = await jsm.streams.info('PW_EVENTS');
    expect(config).toMatchObject({
      allow_rollup_hdrs: false,
      retention: 'limits',
      max_age: 0,
      max_msgs: -1,
      max_bytes: -1,
    });
  });

  it('[BROKER 11.12] begins the tokens of a bucket at the time of its making, above those of the one before', async () => {
    const locks = await createLocks(nc);
    const first = await locks.nextToken();
    expect(Math.abs(Date.now() - first)).toBeLessThan(60_000);
    const acquired = await locks.acquire('site.x', { owner: 'r', purpose: 'p' });
    if (acquired.status !== 'held') throw new Error('not held');
    await acquired.lock.release();
    await resetLocks(nc, options);
    expect(await locks.nextToken()).toBeGreaterThan(acquired.lock.token);
    expect((await (await jetstreamManager(nc)).streams.info(LOCKS_BUCKET)).state.messages).toBe(0);
  });

  it('[BROKER 0.11] demands that the broker writes before it acknowledges', async () => {
    await assertSyncAlways([server.monitorUrl]);
    await using careless = await natsServer({ sync: 'default' });
    await expect(assertSyncAlways([careless.monitorUrl])).rejects.toThrow(BrokerNotDurable);
    const one = assertSyncAlways([server.monitorUrl, careless.monitorUrl]);
    await expect(one).rejects.toThrow(`monitored at ${careless.monitorUrl} acknowledges before it writes`);
    await expect(assertSyncAlways(['http://127.0.0.1:1'])).rejects.toThrow(BrokerUnreachable);
  });

  it('says who is not let in where', async () => {
    await using guarded = await natsServer({ config: 'authorization { user: a, password: b }' });
    await expect(connect({ url: guarded.url, user: 'api', password: 'wrong', name: 'x' })).rejects.toThrow(
      /cannot be used as api: /,
    );
    await expect(connect({ url: 'nats://127.0.0.1:1', name: 'x' })).rejects.toThrow(BrokerUnreachable);
  });
});
