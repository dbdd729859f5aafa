import type { NatsConnection } from '@nats-io/transport-node';
import { type BrokerAddress, BrokerUnreachable, connect } from '../connection/connect.ts';
import { PUBLIC_STREAM } from '../subjects.ts';

/** Whether a subscriber can log in and reach its reader at this moment; a broker that is away counts as no. */
export const canSubscribe = async (address: BrokerAddress, name: string): Promise<boolean> => {
  let connection: NatsConnection;
  try {
    connection = await connect(address);
  } catch (error) {
    if (error instanceof BrokerUnreachable) return false;
    throw error;
  }
  try {
    await connection.request(`$JS.API.CONSUMER.INFO.${PUBLIC_STREAM}.${name}`, '', { timeout: 1_000 });
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
};

/** When the server monitored there has read its configuration last. @throws BrokerUnreachable */
export const configuredAt = async (monitorUrl: string): Promise<Date> => {
  const { config_load_time: time = '' } = (await answerOf(monitorUrl, '/varz')) as {
    readonly config_load_time?: string;
  };
  return new Date(time);
};

/**
 * Whether the server monitored there knows the account, or has a connection of it that is still open.
 * @throws BrokerUnreachable
 */
export const isAccountThere = async (monitorUrl: string, account: string): Promise<boolean> => {
  const [known, connections] = await Promise.all([
    answerOf(monitorUrl, '/accountz'),
    answerOf(monitorUrl, `/connz?acc=${encodeURIComponent(account)}`),
  ]);
  const { accounts } = known as { readonly accounts?: readonly string[] };
  const { num_connections: open } = connections as { readonly num_connections?: number };
  return accounts === undefined || accounts.includes(account) || open !== 0;
};

const answerOf = async (monitorUrl: string, path: string): Promise<unknown> => {
  try {
    return await (await fetch(new URL(path, monitorUrl), { signal: AbortSignal.timeout(5_000) })).json();
  } catch (cause) {
    throw new BrokerUnreachable(`The broker's monitoring at ${monitorUrl} does not answer`, { cause });
  }
};
