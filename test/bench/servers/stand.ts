import type { NatsConnection } from '@nats-io/transport-node';
import {
  applyTopology,
  type Broker,
  type BrokerOptions,
  connect,
  openBroker,
  type QueueSpec,
} from '@pagewright/broker';
import { hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { createCatalogue, type EventCatalogue } from '@pagewright/kernel';
import { siteEventDefinitions } from '@pagewright/sites';
import { natsServer, type NatsServer } from '../../support/nats-server.ts';

export const catalogue = createCatalogue([
  ...siteEventDefinitions,
  ...identityEventDefinitions,
  ...hostingEventDefinitions,
]);

export const DURABLE_NATS = 'nats-server, one replica, no users, sync_interval always: an ack follows fsync';

export interface Stand extends AsyncDisposable {
  readonly server: NatsServer;
  /** A connection of its own beside the broker's, for what goes around our code. */
  readonly nc: NatsConnection;
  readonly broker: Broker;
  /** A broker of another process, as it were: a connection of its own. */
  open(more?: Partial<BrokerOptions>): Promise<Broker>;
}

interface StandOptions {
  readonly events?: EventCatalogue;
  readonly queues?: readonly QueueSpec[];
  /** Path of a store with a log in it; empty unless told. */
  readonly store?: string;
}

/** A real broker with the product's topology, writing to disk before it acknowledges. */
export const openStand = async ({ events = catalogue, queues = [], store }: StandOptions = {}): Promise<Stand> => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await natsServer(store === undefined ? {} : { store }));
  const nc = await connect({ url: server.url, name: 'bench' });
  stack.defer(() => nc.close());
  await applyTopology(nc, { replicas: 1, queues });
  const open: Stand['open'] = (more = {}) => openBroker({ url: server.url, name: 'bench', catalogue: events, ...more });
  const broker = stack.use(await open());
  const rest = stack.move();
  return { server, nc, broker, open, [Symbol.asyncDispose]: () => rest.disposeAsync() };
};
