import { describe, expect, it } from 'vitest';
import { ledgerCatalogue, freshLedger } from '../../../test/contracts/ledger.ts';
import { type SnapshotsUnderTest, describeSnapshots } from '../../../test/contracts/snapshots.contract.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { createEventStore } from '../events/event-store.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { SnapshotTooLarge, createSnapshots } from './snapshots.ts';

const make = async (): Promise<SnapshotsUnderTest> => {
  const server = await natsServer();
  const nc = await connect({ url: server.url, name: 'contract' });
  await applyTopology(nc, { replicas: 1 });
  return {
    store: await createEventStore(nc, { catalogue: ledgerCatalogue }),
    snapshots: await createSnapshots(nc),
    [Symbol.asyncDispose]: async () => {
      await nc.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeSnapshots('JetStream', make);

describe('a snapshot that has outgrown a message', () => {
  it('is refused before it is sent, with its size', async () => {
    await using subject = await make();
    const stream = freshLedger();
    const noise = Array.from({ length: 60_000 }, () => crypto.randomUUID());
    const kept = subject.snapshots.keep(stream, {
      stateVersion: 1,
      head: { position: 1 as never, version: 1 },
      lastEvent: 'c:0' as never,
      state: { noise },
      commands: [],
    });
    await expect(kept).rejects.toThrow(SnapshotTooLarge);
    expect(await subject.snapshots.find(stream)).toBeUndefined();
  });
});
