import type { Broker } from '@pagewright/broker';
import type { Metrics, Reading } from '@pagewright/kernel/adapters/telemetry';
import { type Database, keptOf, siteCounts } from '@pagewright/projections';
import { QUEUES } from '../operations/queues.ts';

interface Parts {
  readonly metrics: Metrics;
  readonly broker: Pick<Broker, 'work' | 'vitals' | 'locks' | 'feed'>;
  readonly database: Database;
}

/** What is true of the whole house: every API process answers the same, so a query takes the greatest of them. */
export const registerHouseGauges = ({ metrics, broker, database }: Parts): void => {
  const { work, vitals, locks, feed } = broker;
  const ofQueues = (read: (queue: string) => Promise<number>) => (): Promise<readonly Reading[]> =>
    Promise.all(QUEUES.map(async (queue): Promise<Reading> => [{ queue }, await read(queue)]));
  const ofStreams = (read: (led: Led) => number) => async (): Promise<readonly Reading[]> =>
    (await vitals.streams()).flatMap((one): Reading[] =>
      one.state === 'led' ? [[{ stream: one.stream }, read(one)]] : [],
    );

  metrics.readGauge(
    'pagewright_queue_depth',
    'Items of a work queue that wait or are worked on',
    ['queue'],
    ofQueues((queue) => work.depth(queue)),
  );
  metrics.readGauge(
    'pagewright_dead_letters',
    'Items that were given up and wait for an operator',
    ['queue'],
    ofQueues((queue) => work.deadLetters.count(queue)),
  );
  metrics.readGauge(
    'pagewright_stream_bytes',
    'Bytes that a stream of the broker takes',
    ['stream'],
    ofStreams(({ bytes }) => bytes),
  );
  metrics.readGauge(
    'pagewright_stream_messages',
    'Messages that a stream of the broker holds',
    ['stream'],
    ofStreams(({ messages }) => messages),
  );
  metrics.readGauge(
    'pagewright_sites',
    'Sites: all, those that show a version to the world, and those with a build under way or waiting',
    ['state'],
    async () => Object.entries(await siteCounts(database.db)).map(([state, count]): Reading => [{ state }, count]),
  );
  metrics.readGauge(
    'pagewright_rebuild_progress_ratio',
    'How far the rows of a read model are that are built beside those that are read; 1 at the log’s end',
    ['projection'],
    async () => {
      const built = [...(await keptOf(database.db)).values()].flatMap(({ beside }) => beside ?? []);
      if (built.length === 0) return [];
      const last = await feed.last();
      return built.map(({ name, position }): Reading => [{ projection: name }, last === 0 ? 1 : position / last]);
    },
  );
  metrics.readGauge('pagewright_runners', 'Runners that are ready to build', [], async () => [
    [{}, (await locks.list('runner')).length],
  ]);
};

type Led = Extract<Awaited<ReturnType<Broker['vitals']['streams']>>[number], { state: 'led' }>;
