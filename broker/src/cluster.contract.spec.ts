import type { EventCatalogue } from '@pagewright/kernel';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeActivity } from '../../test/contracts/activity.contract.ts';
import { type AggregatesUnderTest, describeAggregates } from '../../test/contracts/aggregates.contract.ts';
import { describeAnnouncements } from '../../test/contracts/announcements.contract.ts';
import { describeBuildSlots } from '../../test/contracts/build-slots.contract.ts';
import { describeEventFeed } from '../../test/contracts/event-feed.contract.ts';
import { type EventStoreUnderTest, describeEventStore } from '../../test/contracts/event-store.contract.ts';
import { describeExpiringStore } from '../../test/contracts/expiring-store.contract.ts';
import { describeKeys } from '../../test/contracts/keys.contract.ts';
import { ledgerCatalogue } from '../../test/contracts/ledger.ts';
import { type LocksUnderTest, describeLocks } from '../../test/contracts/locks.contract.ts';
import { POLICIES, describeReactions } from '../../test/contracts/reactions.contract.ts';
import { describeSnapshots } from '../../test/contracts/snapshots.contract.ts';
import { describeScheduler } from '../../test/contracts/scheduler.contract.ts';
import { WORK_QUEUES, describeWorkQueue } from '../../test/contracts/work-queue.contract.ts';
import { type NatsCluster, natsCluster } from '../../test/support/nats-cluster.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { locksUnderTest } from '../test/locks-under-test.ts';
import { openBroker } from './broker.ts';
import { connect } from './connection/connect.ts';
import { createEventFeed } from './events/event-feed.ts';
import { createEventStore } from './events/event-store.ts';
import { createSnapshots } from './snapshots/snapshots.ts';
import { EVENTS_STREAM } from './subjects.ts';
import { applyTopology } from './topology/apply-topology.ts';
import type { TopologyOptions } from './topology/topology.ts';

const DUPLICATE_WINDOW_MS = 1_000;

/** One for each suite, so that one cluster serves them all without one seeing what another left. */
const ACCOUNTS = Array.from({ length: 13 }, (_, index) => `C${index}`);
const accounts = [
  'accounts {',
  ...ACCOUNTS.map((name) => `  ${name} { jetstream: enabled, users: [{ user: ${name}, password: ${name} }] }`),
  '  SYS {}',
  '}',
  'system_account: SYS',
].join('\n');

describe('on three replicas', () => {
  let cluster: NatsCluster;
  let used = 0;
  beforeAll(async () => {
    cluster = await natsCluster({ config: accounts });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  /** A house of its own on the cluster, with its topology. */
  const house = async (options: Omit<TopologyOptions, 'replicas'> = {}) => {
    const account = ACCOUNTS[used] ?? '';
    used += 1;
    const address = { url: cluster.url, user: account, password: account, name: 'contract' };
    const setup = await connect(address);
    await applyTopology(setup, { replicas: 3, ...options });
    await setup.close();
    return { account, address };
  };
  const ports = async (options: Omit<TopologyOptions, 'replicas'>) => {
    const { address } = await house(options);
    const broker = await openBroker({ ...address, catalogue: ledgerCatalogue, locks: { ttlSeconds: 1, renewMs: 250 } });
    return { ...broker, redelivers: false };
  };

  const store = async (catalogue: EventCatalogue): Promise<EventStoreUnderTest> => {
    const { address } = await house();
    const nc = await connect(address);
    const open = async (own: EventCatalogue) => ({
      store: await createEventStore(nc, { catalogue: own }),
      feed: await createEventFeed(nc, { catalogue: own }),
    });
    return { ...(await open(catalogue)), reopen: open, [Symbol.asyncDispose]: () => nc.close() };
  };

  const snapshots = async () => {
    const { address } = await house();
    const nc = await connect(address);
    return {
      store: await createEventStore(nc, { catalogue: ledgerCatalogue }),
      snapshots: await createSnapshots(nc),
      [Symbol.asyncDispose]: () => nc.close(),
    };
  };

  const aggregates = async (): Promise<AggregatesUnderTest> => {
    const { account, address } = await house({ duplicateWindowMs: DUPLICATE_WINDOW_MS });
    const nc = await connect(address);
    return {
      store: await createEventStore(nc, { catalogue: ledgerCatalogue }),
      feed: await createEventFeed(nc, { catalogue: ledgerCatalogue }),
      // The window is a duration of the servers', so time is the condition.
      afterDuplicateWindow: () => new Promise((resolve) => setTimeout(resolve, DUPLICATE_WINDOW_MS + 500)),
      restart: async () => {
        const leader = await cluster.leaderOf(EVENTS_STREAM, account);
        await leader.restart('SIGKILL');
        await waitFor(() => nc.flush().then(() => true), { what: 'the client to be back' });
      },
      [Symbol.asyncDispose]: () => nc.close(),
    };
  };

  const locks = async (): Promise<LocksUnderTest> => {
    const { address } = await house();
    return locksUnderTest(() => connect(address));
  };

  const withPolicies = () => ports({ policies: POLICIES });
  const withQueues = () => ports({ queues: WORK_QUEUES });

  describeEventStore('R3', store);
  describeEventFeed('R3', store);
  describeAggregates('R3', aggregates);
  describeSnapshots('R3', snapshots);
  describeReactions('R3', withPolicies);
  describeKeys('R3', withPolicies);
  describeExpiringStore('R3', withPolicies);
  describeActivity('R3', withPolicies);
  describeAnnouncements('R3', withPolicies);
  describeLocks('R3', locks);
  describeWorkQueue('R3', withQueues);
  describeScheduler('R3', withQueues);
  describeBuildSlots('R3', withQueues);
});
