import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { LOCKS_BUCKET } from '../subjects.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createLocks } from './jetstream-leases.ts';

describe('a server whose clock runs ahead', () => {
  it('[BROKER 11.14] costs a holder its lock early: it hears of it, and the next has a greater token', async () => {
    await using server = await natsServer();
    await using nc = await connect({ url: server.url, name: 'clock' });
    await applyTopology(nc, { replicas: 1 });
    const locks = await createLocks(nc, { ttlSeconds: 15, renewMs: 200 });
    const take = async (owner: string) => {
      const acquired = await locks.acquire('site.a', { owner, purpose: 'spec' });
      return acquired.status === 'held' ? acquired.lock : undefined;
    };
    const first = await take('first');
    expect(await take('second')).toBeUndefined();

    // What a leader whose clock jumps by a minute does to every lease: the value is gone, fourteen seconds too early.
    const jsm = await jetstreamManager(nc);
    await jsm.streams.purge(LOCKS_BUCKET, { filter: '$KV.LOCKS.site.a' });
    const second = await take('second');
    expect(second?.token).toBeGreaterThan(first?.token ?? Number.NaN);
    await waitFor(() => first?.lost.aborted, { what: 'the first to hear of it' });
    expect(second?.lost.aborted).toBe(false);
    // That the lower token is refused from then on is the fence's contract, [BROKER 11.17].
    await second?.release();
  });
});
