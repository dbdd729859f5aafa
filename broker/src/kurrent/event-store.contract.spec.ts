import type { EventCatalogue } from '@pagewright/kernel';
import { describeAggregates } from '../../../test/contracts/aggregates.contract.ts';
import { describeEventFeed } from '../../../test/contracts/event-feed.contract.ts';
import { type EventStoreUnderTest, describeEventStore } from '../../../test/contracts/event-store.contract.ts';
import { ledgerCatalogue } from '../../../test/contracts/ledger.ts';
import { POLICIES, describeReactions } from '../../../test/contracts/reactions.contract.ts';
import { kurrentDouble } from '../../../test/support/kurrent-double.ts';
import { openKurrentLog, prepareKurrent } from './open-kurrent.ts';

/** A server of one's own; without one, what answers its protocol in this process. */
const real = process.env['PAGEWRIGHT_TEST_KURRENTDB_URL'];
const name = real === undefined ? 'KurrentDB (protocol double)' : 'KurrentDB (real server)';

const serve = async () => {
  const stack = new AsyncDisposableStack();
  const double = real === undefined ? stack.use(await kurrentDouble()) : undefined;
  const address = { url: real ?? double?.url ?? '', name: 'contract' };
  return {
    address,
    open: async (catalogue: EventCatalogue) => stack.use(await openKurrentLog({ ...address, catalogue })),
    restart: async () => double?.restart(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};

const make = async (catalogue: EventCatalogue): Promise<EventStoreUnderTest> => {
  const server = await serve();
  const open = async (own: EventCatalogue) => {
    const { events: store, feed } = await server.open(own);
    return { store, feed };
  };
  return { ...server, ...(await open(catalogue)), remembersIds: false, reopen: open };
};

describeEventStore(name, make);
describeEventFeed(name, make);
describeAggregates(name, async () => {
  const server = await serve();
  const { events: store, feed } = await server.open(ledgerCatalogue);
  return { ...server, store, feed, afterDuplicateWindow: async () => undefined };
});
describeReactions(name, async () => {
  const server = await serve();
  await prepareKurrent(
    server.address,
    POLICIES.map((policy) => policy.name),
  );
  const { events, reactions } = await server.open(ledgerCatalogue);
  return { ...server, events, reactions, redelivers: false };
});
