import type { EventCatalogue } from '@pagewright/kernel';
import { describeEventFeed } from '../../../test/contracts/event-feed.contract.ts';
import { type EventStoreUnderTest, describeEventStore } from '../../../test/contracts/event-store.contract.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createEventFeed } from './event-feed.ts';
import { createEventStore } from './event-store.ts';

const make = async (catalogue: EventCatalogue): Promise<EventStoreUnderTest> => {
  const server = await natsServer();
  const nc = await connect({ url: server.url, name: 'contract' });
  await applyTopology(nc, { replicas: 1 });
  const open = async (own: EventCatalogue) => ({
    store: await createEventStore(nc, { catalogue: own }),
    feed: await createEventFeed(nc, { catalogue: own }),
  });
  return {
    ...(await open(catalogue)),
    reopen: open,
    [Symbol.asyncDispose]: async () => {
      await nc.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeEventStore('JetStream', make);
describeEventFeed('JetStream', make);
