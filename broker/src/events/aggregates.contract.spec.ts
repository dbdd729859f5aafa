import { type AggregatesUnderTest, describeAggregates } from '../../../test/contracts/aggregates.contract.ts';
import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { natsServer } from '../../../test/support/nats-server.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { connect } from '../connection/connect.ts';
import { applyTopology } from '../topology/apply-topology.ts';
import { createEventFeed } from './event-feed.ts';
import { createEventStore } from './event-store.ts';

const DUPLICATE_WINDOW_MS = 1_000;

const make = async (): Promise<AggregatesUnderTest> => {
  const server = await natsServer();
  const nc = await connect({ url: server.url, name: 'contract' });
  await applyTopology(nc, { replicas: 1, duplicateWindowMs: DUPLICATE_WINDOW_MS });
  return {
    store: await createEventStore(nc, { catalogue: ledgerCatalogue }),
    feed: await createEventFeed(nc, { catalogue: ledgerCatalogue }),
    // The window is a duration of the server's, so time is the condition.
    afterDuplicateWindow: () => new Promise((resolve) => setTimeout(resolve, DUPLICATE_WINDOW_MS + 500)),
    restart: async () => {
      await server.restart('SIGKILL');
      await waitFor(() => nc.flush().then(() => true), { what: 'the client to be back' });
    },
    [Symbol.asyncDispose]: async () => {
      await nc.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

describeAggregates('JetStream', make);
