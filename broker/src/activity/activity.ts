import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Activity, type RecordedActivity, requireToken } from '@pagewright/kernel';
import { answering } from '../answering.ts';
import { createStreamReader } from '../direct-get.ts';
import { readInOrder } from '../ordered-reader.ts';
import { ACTIVITY_STREAM, activityFilter, activitySubject } from '../subjects.ts';

export interface ActivityOptions {
  readonly now?: () => Date;
}

const BATCH = 200;

/** Parts of running attempts on their own stream. */
export const createActivity = async (
  nc: NatsConnection,
  { now = () => new Date() }: ActivityOptions = {},
): Promise<Activity> => {
  const js = jetstream(nc);
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const reader = await createStreamReader(nc, ACTIVITY_STREAM);

  async function* subscribe({
    after,
    signal,
  }: {
    after: number;
    signal: AbortSignal;
  }): AsyncGenerator<RecordedActivity> {
    const chunks = readInOrder(nc, { reader: 'The activity', stream: ACTIVITY_STREAM, after, maxBatch: BATCH, signal });
    for await (const { messages } of chunks) {
      for (const message of messages) yield recorded(message.data, message.seq);
    }
  }

  return {
    publish: ({ site, build, attempt }, part) =>
      answering('The activity', async () => {
        const body = { site: requireToken(site, 'site'), build, attempt, time: now().toISOString(), part };
        return (await js.publish(activitySubject(build, part.kind), JSON.stringify(body))).seq;
      }),
    read: (build) =>
      answering('The activity', async () => {
        const parts: RecordedActivity[] = [];
        for await (const { data, seq } of reader.all(activityFilter(build), 1)) parts.push(recorded(data, seq));
        return parts;
      }),
    last: () => answering('The activity', async () => (await jsm.streams.info(ACTIVITY_STREAM)).state.last_seq),
    subscribe,
  };
};

const decoder = new TextDecoder();

/** The runner wrote it a moment ago by `publish`; it is shown and never decided on. */
const recorded = (data: Uint8Array, sequence: number): RecordedActivity => ({
  ...(JSON.parse(decoder.decode(data)) as Omit<RecordedActivity, 'sequence'>),
  sequence,
});
