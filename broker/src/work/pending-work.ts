import type { NatsConnection } from '@nats-io/transport-node';
import { createStreamReader } from '../direct-get.ts';
import { JOBS_STREAM } from '../subjects.ts';
import { bodyOf } from './body.ts';

/** An item that waits in a queue or is being worked on. */
export interface PendingItem {
  readonly queue: string;
  readonly id: string;
  readonly body: unknown;
}

const EVERYTHING = 'pw.jobs.*.*';

/** All work that is not done, oldest first. */
export async function* pendingWork(nc: NatsConnection): AsyncGenerator<PendingItem> {
  const reader = await createStreamReader(nc, JOBS_STREAM);
  for await (const { subject, data } of reader.all(EVERYTHING, 1)) {
    const [, , queue = '', id = ''] = subject.split('.');
    yield { queue, id, body: bodyOf(data) };
  }
}
