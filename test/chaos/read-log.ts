import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { StoredEvent } from './stored-event.ts';

export interface LogLogin {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
}

/** The whole log with the plain client, from the first message to the one that was the last when it began. */
export const readLog = async (login: LogLogin): Promise<readonly StoredEvent[]> => {
  const connection = await connect({ ...login });
  try {
    const { state } = await (await jetstreamManager(connection)).streams.info('PW_EVENTS');
    const events: StoredEvent[] = [];
    if (state.messages === 0) return events;
    const consumer = await jetstream(connection).consumers.get('PW_EVENTS');
    const messages = await consumer.consume();
    for await (const message of messages) {
      const [, , kind = '', stream = '', type = ''] = message.subject.split('.');
      const attribute = (name: string): string => decodeURIComponent(message.headers?.get(`ce-${name}`) ?? '');
      events.push({
        position: message.seq,
        id: attribute('id'),
        kind,
        stream,
        type,
        version: Number(attribute('aggregateversion')),
        data: message.json<Readonly<Record<string, unknown>>>(),
      });
      if (message.seq >= state.last_seq) break;
    }
    return events;
  } finally {
    await connection.close();
  }
};
