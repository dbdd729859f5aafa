import {
  applyTopology,
  assertSyncAlways,
  type Broker,
  type BrokerAddress,
  connect,
  DEFAULT_BACKOFF_MS,
  createLocks,
  type OnTrouble,
  openBroker,
  type Publisher,
  prepareKurrent,
  sentenceOf,
  startPublisher,
  type TopologyOptions,
} from '@pagewright/broker';
import type { EventCatalogue, Locks } from '@pagewright/kernel';
import { ASK_QUEUE, CHECK_QUEUE, CLARIFICATION_QUEUE, PICTURE_QUEUE, sitePolicies } from '@pagewright/sites';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiConfiguration } from '../configuration.ts';
import { publicEvents } from '../publishing/public-events.ts';
import { readerOf } from '../policies/run-policies.ts';
import type { Secrets } from './secrets.ts';

interface Given {
  readonly configuration: ApiConfiguration;
  readonly secrets: Secrets;
  readonly catalogue: EventCatalogue;
  readonly log: FastifyBaseLogger;
}

/** How a user of ours reaches the broker; without a password where the broker takes us by its address alone. */
export const brokerAddress = (url: string, user: string, password: string | undefined): BrokerAddress => ({
  url,
  name: `pagewright-${user}`,
  ...(password === undefined ? {} : { user, password, inboxPrefix: `_INBOX_${user}` }),
});

const addressOf = async (user: string, { configuration, secrets }: Pick<Given, 'configuration' | 'secrets'>) =>
  brokerAddress(configuration.nats.url, user, await secrets.natsPassword(user));

/** The durable readers of the policies. */
export const POLICY_READERS = sitePolicies.map(({ name, types }) => ({ name: readerOf(name), types }));

/** Streams, buckets and queues; the readers of the log come on top. */
export const productTopology = (replicas: number): TopologyOptions => ({
  replicas,
  queues: [
    { name: CLARIFICATION_QUEUE, ackWaitMs: 30_000, backoffMs: DEFAULT_BACKOFF_MS, maxAckPending: 16 },
    // Tried for ever: how often a question may fail is the runner's word, so that each has an end in the log.
    { name: ASK_QUEUE, ackWaitMs: 15_000, backoffMs: [], maxAckPending: 64 },
    { name: CHECK_QUEUE, ackWaitMs: 30_000, backoffMs: DEFAULT_BACKOFF_MS, maxAckPending: 64 },
    { name: PICTURE_QUEUE, ackWaitMs: 30_000, backoffMs: DEFAULT_BACKOFF_MS, maxAckPending: 64 },
  ],
});

/** Makes the broker's streams and durables what this release needs, as the one user who may; done at every start. */
export const prepareBroker = async (given: Given): Promise<void> => {
  const { nats, kurrentUrl } = given.configuration;
  if (nats.allowRelaxedSync) {
    given.log.warn(
      'it is not looked at whether the broker writes before it acknowledges: a power cut may lose what was accepted',
    );
  } else {
    await assertSyncAlways(nats.monitorUrls);
  }
  const connection = await connect(await addressOf('setup', given));
  try {
    const changes = await applyTopology(connection, {
      ...productTopology(nats.replicas),
      // A policy's durable reader lies where the log lies.
      policies: kurrentUrl === undefined ? POLICY_READERS : [],
    });
    if (changes.created.length + changes.updated.length > 0) given.log.info(changes, 'the broker was prepared');
  } finally {
    await connection.close();
  }
  if (kurrentUrl === undefined) return;
  const created = await prepareKurrent(
    { url: kurrentUrl, name: 'pagewright-setup' },
    POLICY_READERS.map(({ name }) => name),
  );
  if (created.length > 0) given.log.info({ created }, 'KurrentDB was prepared');
};

interface Counted extends Given {
  readonly onRetry: (trouble: { readonly source: string }) => void;
}

/** Everything the API does on the broker, as its user. */
export const openApiBroker = async (given: Counted): Promise<Broker> =>
  open('api', given, given.configuration.kurrentUrl);

/** Moves due items on, as a user who may do nothing else. */
export const openSchedulerBroker = async (given: Counted): Promise<Broker> => open('scheduler', given);

/** The publisher has a connection of its own, as a user who reads the log and writes what is public. */
export const runPublisher = async (given: Counted): Promise<Publisher> => {
  const connection = await connect(await addressOf('publisher', given));
  try {
    const publishing = await startPublisher(connection, {
      catalogue: given.catalogue,
      definitions: publicEvents,
      workspace: given.configuration.workspace,
      onTrouble: troubleIn(given),
    });
    void publishing.finished.catch(() => undefined).then(() => connection.close());
    return publishing;
  } catch (error) {
    await connection.close();
    throw error;
  }
};

/** Takes a lock away as the one user who may, over a connection that lives no longer than that. */
export const takeLockAway =
  (given: Pick<Given, 'configuration' | 'secrets'>): Locks['break'] =>
  async (key, token) => {
    const connection = await connect(await addressOf('setup', given));
    try {
      return await (await createLocks(connection)).break(key, token);
    } finally {
      await connection.close();
    }
  };

const open = async (user: string, given: Counted, kurrentUrl?: string): Promise<Broker> =>
  openBroker({
    ...(await addressOf(user, given)),
    catalogue: given.catalogue,
    workspace: given.configuration.workspace,
    kurrentUrl,
    onTrouble: troubleIn(given),
  });

const troubleIn =
  ({ log, onRetry }: Counted): OnTrouble =>
  (trouble) => {
    const { source, error, againInMs } = trouble;
    onRetry(trouble);
    log.warn({ source, err: error, againInMs }, sentenceOf(trouble));
  };
