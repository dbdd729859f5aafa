import { jetstream } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createLocks } from './jetstream-leases.ts';

describe('a server that forgot when leases end', () => {
  it('keeps no site locked for ever: who asks again takes over under a greater token, and the dead holder is not listed', async () => {
    await using server = await natsServer();
    await using nc = await connect({ url: server.url, name: 'forgetful' });
    await applyTopology(nc, { replicas: 1 });
    const left = { owner: 'dead', purpose: 'spec', nonce: 'n', ttlMs: 1_000 };
    const { seq } = await jetstream(nc).publish('$KV.LOCKS.site.a', JSON.stringify(left));
    await jetstream(nc).publish('$KV.LOCKS.runner.dead', JSON.stringify(left));

    const locks = await createLocks(nc, { ttlSeconds: 1, renewMs: 200 });
    expect(await locks.acquire('site.a', { owner: 'next', purpose: 'spec' })).toMatchObject({ status: 'busy' });
    expect(await locks.list('runner')).toHaveLength(1);
    const lock = await waitFor(
      async () => {
        const acquired = await locks.acquire('site.a', { owner: 'next', purpose: 'spec' });
        return acquired.status === 'held' && acquired.lock;
      },
      { what: 'the lock of the dead to be taken', every: 100 },
    );
    expect(lock.token).toBeGreaterThan(seq);
    expect(await lock.renew()).toBe(true);
    await waitFor(async () => (await locks.list('runner')).length === 0, { what: 'the dead runner to be left out' });
    await lock.release();
  });

  it('takes nothing from a holder that renews', async () => {
    await using server = await natsServer();
    await using nc = await connect({ url: server.url, name: 'alive' });
    await applyTopology(nc, { replicas: 1 });
    const [one, two] = [
      await createLocks(nc, { ttlSeconds: 1, renewMs: 100 }),
      await createLocks(nc, { ttlSeconds: 1, renewMs: 100 }),
    ];
    const first = await one.acquire('site.a', { owner: 'one', purpose: 'spec' });
    if (first.status !== 'held') throw new Error('it is held');
    const until = performance.now() + 3_500;
    await waitFor(
      async () => {
        expect(await two.acquire('site.a', { owner: 'two', purpose: 'spec' })).toMatchObject({ status: 'busy' });
        return performance.now() > until;
      },
      { what: 'more than twice its time to live to pass', every: 50 },
    );
    expect(first.lock.lost.aborted).toBe(false);
    await first.lock.release();
  });
});
