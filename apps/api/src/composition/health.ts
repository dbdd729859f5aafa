import type { Broker, Publisher } from '@pagewright/broker';
import { brokerCheck, type Check } from '@pagewright/kernel/adapters/telemetry';
import { HOSTING, presentRunners } from '../operations/present-runners.ts';
import { type Database, positionsOf, type Projections } from '@pagewright/projections';

interface Parts {
  readonly broker: Pick<Broker, 'isReachable' | 'vitals' | 'locks'>;
  readonly database: Database;
  readonly projections: Projections | undefined;
  /** Undefined where this process does not publish. */
  readonly publisher: () => Publisher | undefined;
}

/** A restart of the runner is no news. */
const RUNNER_AWAY_MS = 30_000;
/** A broker that chooses another leader is done within this. */
const LEADERLESS_MS = 10_000;

const NEXT = {
  retrying: 'It is tried again by itself; look at the log of the API if that lasts.',
  stopped: 'Put that right, then start the API again: it goes on from there.',
} as const;

/** Tries each part, at the moment of the question and in a rhythm: what a broker says it can do is not what it can. */
export const apiChecks = ({ broker, database, projections, publisher }: Parts): readonly Check[] => [
  brokerCheck(broker),
  {
    part: 'broker-store',
    severity: 'failing',
    look: async () => {
      try {
        await broker.vitals.write();
        return [];
      } catch (raw) {
        const why = raw instanceof Error ? raw.message : String(raw);
        return [`The broker stores nothing: ${why}. Look at its log and at the room on its disk.`];
      }
    },
  },
  {
    part: 'streams',
    severity: 'failing',
    quietMs: LEADERLESS_MS,
    look: async () =>
      (await broker.vitals.streams()).flatMap(({ stream, state }) =>
        state === 'led' ? [] : [`The stream ${stream} has no leader: most of the broker’s servers must run.`],
      ),
  },
  {
    part: 'database',
    severity: 'failing',
    look: async () => {
      try {
        await positionsOf(database.db);
        return [];
      } catch (raw) {
        const why = raw instanceof Error ? raw.message : String(raw);
        return [`The database does not answer: ${why}. See that the one in PAGEWRIGHT_DATABASE_URL runs.`];
      }
    },
  },
  {
    part: 'read-models',
    severity: 'failing',
    look: async () =>
      (projections?.status() ?? []).flatMap((status) =>
        status.state === 'stopped' || status.state === 'retrying'
          ? [
              `The read model ${status.name} is ${status.state} at position ${status.position}: ${status.error}. ${NEXT[status.state]}`,
            ]
          : [],
      ),
  },
  {
    part: 'runners',
    severity: 'degraded',
    quietMs: RUNNER_AWAY_MS,
    look: async () =>
      (await broker.locks.list('runner')).length > 0
        ? []
        : ['No runner is ready: builds wait. Look at the log and at /health/ready of the runner.'],
  },
  {
    part: 'host',
    severity: 'degraded',
    quietMs: RUNNER_AWAY_MS,
    look: async () =>
      (await presentRunners(broker.locks)).some(({ roles }) => roles.includes(HOSTING))
        ? []
        : ['No runner with the role hosting is ready: nothing that is published now goes live. Look at its log.'],
  },
  {
    part: 'publisher',
    severity: 'degraded',
    look: async () => {
      const status = publisher()?.status();
      return status?.state === 'stuck'
        ? [
            `Nothing after position ${status.position} is published: ${status.error}. It is tried again by itself; look at the log of the API if that lasts.`,
          ]
        : [];
    },
  },
];
