import { describe, expect, it } from 'vitest';
import { natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createExpiringStore } from './expiring-store.ts';

const TTL_SECONDS = 1_000;
const SLACK_MS = 60_000;

describe('a value that the broker forgot to drop', () => {
  it('is there no more once its time is over by every clock, and its key is free', async () => {
    await using server = await natsServer();
    await using nc = await connect({ url: server.url, name: 'forgetful' });
    await applyTopology(nc, { replicas: 1 });
    let later = 0;
    const store = await createExpiringStore(nc, { now: () => Date.now() + later });
    expect(await store.create('session', 'first', TTL_SECONDS)).toBe(true);
    later = TTL_SECONDS * 1_000 + SLACK_MS - 5_000;
    expect(await store.get('session')).toMatchObject({ value: 'first' });
    expect(await store.create('session', 'second', TTL_SECONDS)).toBe(false);

    later = TTL_SECONDS * 1_000 + SLACK_MS + 5_000;
    expect(await store.get('session')).toBeUndefined();
    later = 0;
    expect(await store.get('session')).toMatchObject({ value: 'first' });
    later = TTL_SECONDS * 1_000 + SLACK_MS + 5_000;
    expect(await store.create('session', 'second', TTL_SECONDS)).toBe(true);
    later = 0;
    expect(await store.get('session')).toMatchObject({ value: 'second' });
  });
});
