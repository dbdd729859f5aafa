import { type Consumer, JetStreamApiError, jetstream } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import type { Credentials } from './credentials.ts';
import { SubscriptionError } from './errors.ts';

/** The server's codes for a reader and a stream that are not there (nats-server 2.15, `errors.json`). */
const GONE: ReadonlySet<number> = new Set([10014, 10059]);

/** The connection, which comes back by itself for ever, and the reader behind it. @throws SubscriptionError */
export const openDurable = async (
  credentials: Credentials,
): Promise<{ readonly connection: NatsConnection; readonly consumer: Consumer }> => {
  const connection = await open(credentials);
  try {
    const consumer = await jetstream(connection).consumers.get(credentials.stream, credentials.durable);
    return { connection, consumer };
  } catch (error) {
    await connection.close();
    if (isGone(error)) throw durableGone(credentials, error);
    const why = error instanceof Error ? error.message : String(error);
    const { stream, durable } = credentials;
    throw new SubscriptionError('unreachable', `The durable ${durable} of ${stream} does not answer: ${why}`, {
      cause: error,
    });
  }
};

const open = async ({ servers, user, password, inboxPrefix }: Credentials): Promise<NatsConnection> => {
  try {
    return await connect({
      servers: [...servers],
      name: user,
      user,
      pass: password,
      inboxPrefix,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
    });
  } catch (cause) {
    if (cause instanceof errors.AuthorizationError) throw refused(user, cause);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SubscriptionError(
      'unreachable',
      `None of the servers ${servers.join(', ')} can be reached: ${why}. Is the broker running, and is the field servers still right?`,
      { cause },
    );
  }
};

export const isGone = (error: unknown): boolean => error instanceof JetStreamApiError && GONE.has(error.code);

export const durableGone = ({ stream, durable }: Credentials, cause: unknown): SubscriptionError =>
  new SubscriptionError(
    'durable-gone',
    `The durable ${durable} of ${stream} is gone, and with it the place among the events: have it made again by pagewright subscribers revoke ${durable} and create ${durable}`,
    { cause },
  );

export const refused = (user: string, cause?: unknown): SubscriptionError =>
  new SubscriptionError(
    'refused',
    `The broker does not take the user ${user} with this password: it was revoked, or pagewright subscribers rotate has made another`,
    { cause },
  );
