import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Snapshots, StreamName } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { createStreamReader } from '../direct-get.ts';
import { SNAPSHOTS_BUCKET, snapshotSubject } from '../subjects.ts';
import { isLive } from '../tombstone.ts';
import { decodeSnapshot, encodeSnapshot } from './encode.ts';

/** The broker takes messages of 1 MB, headers included. */
const MAX_BYTES = 960 * 1024;

/** A state that has outgrown a message: its stream opens from its events again, which takes longer. */
export class SnapshotTooLarge extends Error {
  override readonly name = 'SnapshotTooLarge';
  constructor(stream: StreamName, bytes: number) {
    super(`The snapshot of ${stream} would take ${bytes} bytes; at most ${MAX_BYTES} are kept`);
  }
}

/** Snapshots in their bucket, read from whichever replica is near. */
export const createSnapshots = async (nc: NatsConnection): Promise<Snapshots> => {
  const js = jetstream(nc);
  const reader = await createStreamReader(nc, SNAPSHOTS_BUCKET);
  return {
    find: (stream) =>
      answering('The snapshots', async () => {
        const newest = await reader.newestNearby(snapshotSubject(stream));
        return newest && isLive(newest) ? decodeSnapshot(newest.data) : undefined;
      }),
    keep: (stream, snapshot) =>
      answering('The snapshots', async () => {
        const bytes = await encodeSnapshot(snapshot);
        if (bytes.length > MAX_BYTES) throw new SnapshotTooLarge(stream, bytes.length);
        await js.publish(snapshotSubject(stream), bytes, { expect: { streamName: SNAPSHOTS_BUCKET } });
      }),
  };
};
