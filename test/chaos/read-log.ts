import { type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, connect } from '@nats-io/transport-node';
import type { StoredEvent } from './stored-event.ts';

export interface LogLogin {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
}

/** So long without a message, and the consumer is made anew: it lives on one server, and may be lost with its requests. */
const SILENT_MS = 5_000;
const MOST_CONSUMERS = 6;

/** The whole log with the plain client, from the first message to the one that was the last when it began. */
export const readLog = async (login: LogLogin): Promise<readonly StoredEvent[]> => {
  const connection = await connect({ ...login });
  try {
    const { state } = await (await jetstreamManager(connection)).streams.info('PW_EVENTS');
    const events: StoredEvent[] = [];
    for (let made = 0; (events.at(-1)?.position ?? 0) < state.last_seq; made += 1) {
      if (made === MOST_CONSUMERS) throw new Error(`The log ends at ${events.length} of ${state.messages} messages`);
      await readOn(connection, events, state.last_seq);
    }
    return events;
  } finally {
    await connection.close();
  }
};

/** Adds what comes after the last of them, until the last is there or nothing comes. */
const readOn = async (connection: NatsConnection, events: StoredEvent[], last: number): Promise<void> => {
  const after = events.at(-1)?.position ?? 0;
  const consumer = await jetstream(connection).consumers.get('PW_EVENTS', { opt_start_seq: after + 1 });
  const messages = await consumer.consume();
  const silence = setTimeout(() => messages.stop(), SILENT_MS);
  for await (const message of messages) {
    silence.refresh();
    events.push(storedIn(message));
    if (message.seq >= last) break;
  }
  clearTimeout(silence);
};

const storedIn = (message: JsMsg): StoredEvent => {
  const [, , kind = '', stream = '', type = ''] = message.subject.split('.');
  const attribute = (name: string): string => decodeURIComponent(message.headers?.get(`ce-${name}`) ?? '');
  return {
    position: message.seq,
    id: attribute('id'),
    kind,
    stream,
    type,
    version: Number(attribute('aggregateversion')),
    data: message.json<Readonly<Record<string, unknown>>>(),
  };
};
