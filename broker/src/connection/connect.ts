import { connect as connectNats, errors, type NatsConnection } from '@nats-io/transport-node';

export interface BrokerAddress {
  /** `nats://host:port`, several separated by commas. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** `_INBOX_<user>`: the shared default would let users read each other's answers. */
  readonly inboxPrefix?: string;
  /** Shown by the server's monitoring. */
  readonly name: string;
  /** Longest wait for an answer, in milliseconds; 2,000 unless told. */
  readonly timeoutMs?: number;
}

/** The oldest server whose expectations, batches, message TTLs and schedules all work (BROKER, head). */
export const OLDEST_SERVER = '2.15.1';

/** A server that hangs keeps its connections open: so many unanswered pings, and we go to another. */
const PING_MS = 3_000;
const PINGS_OUT = 2;

export class BrokerUnreachable extends Error {
  override readonly name: string = 'BrokerUnreachable';
}
/** It is there and does not take this user with this password. */
export class LoginRefused extends BrokerUnreachable {
  override readonly name = 'LoginRefused';
}
export class BrokerTooOld extends Error {
  override readonly name = 'BrokerTooOld';
}
export class BrokerNotDurable extends Error {
  override readonly name = 'BrokerNotDurable';
}
/** The client gave the connection up for good, as after two refusals of its password: nothing comes back by itself. */
export class BrokerGone extends Error {
  override readonly name = 'BrokerGone';
  constructor(reader: string, options?: ErrorOptions) {
    super(`${reader} ends: the connection to the broker was closed for good. Start this process again`, options);
  }
}

/**
 * Connects to the first server that answers, and goes on reconnecting for ever once connected, to whichever of them
 * is there; servers of the cluster that were not named are learned from those that were.
 * @throws LoginRefused | BrokerUnreachable | BrokerTooOld
 */
export const connect = async (address: BrokerAddress): Promise<NatsConnection> => {
  const { url, user, password, inboxPrefix, name, timeoutMs = 2_000 } = address;
  let connection: NatsConnection;
  try {
    connection = await connectNats({
      servers: url.split(',').map((server) => server.trim()),
      name,
      timeout: timeoutMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 100,
      pingInterval: PING_MS,
      maxPingOut: PINGS_OUT,
      // Each request would keep the stack of its caller, which costs more than building its message.
      noAsyncTraces: true,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const Failure = cause instanceof errors.AuthorizationError ? LoginRefused : BrokerUnreachable;
    throw new Failure(`The broker at ${url} cannot be used${user === undefined ? '' : ` as ${user}`}: ${why}`, {
      cause,
    });
  }
  const version = connection.info?.version ?? 'unknown';
  if (isOlder(version, OLDEST_SERVER)) {
    await connection.close();
    throw new BrokerTooOld(
      `The broker at ${url} is nats-server ${version}; ${OLDEST_SERVER} or newer is needed. Install it and start again`,
    );
  }
  return connection;
};

/**
 * Demands that every server writes to disk before it acknowledges; the default is every two minutes.
 * @param monitorUrls of each server's monitoring, `http://host:port`
 * @throws BrokerNotDurable | BrokerUnreachable
 */
export const assertSyncAlways = async (monitorUrls: readonly string[]): Promise<void> => {
  await Promise.all(monitorUrls.map(assertServerSyncs));
};

const assertServerSyncs = async (monitorUrl: string): Promise<void> => {
  let config: unknown;
  try {
    const answer = await fetch(new URL('/varz', monitorUrl), { signal: AbortSignal.timeout(5_000) });
    config = ((await answer.json()) as { jetstream?: { config?: unknown } }).jetstream?.config;
  } catch (cause) {
    throw new BrokerUnreachable(`The broker's monitoring at ${monitorUrl} does not answer`, { cause });
  }
  const always = typeof config === 'object' && config !== null && 'sync_always' in config && config.sync_always;
  if (always !== true) {
    throw new BrokerNotDurable(
      `The broker monitored at ${monitorUrl} acknowledges before it writes to disk: set \`jetstream { sync_interval: always }\` in its configuration`,
    );
  }
};

/** Whether the first of two versions like `2.15.1-beta.1` is older; what is no version is older than all. */
export const isOlder = (version: string, than: string): boolean => {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map((part) => Number.parseInt(part, 10));
  const [is, should] = [numbers(version), numbers(than)];
  for (let at = 0; at < 3; at += 1) {
    const [left = Number.NaN, right = 0] = [is[at], should[at]];
    if (Number.isNaN(left)) return true;
    if (left !== right) return left < right;
  }
  return false;
};
