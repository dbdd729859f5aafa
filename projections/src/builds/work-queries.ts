import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';

/** A build that has not ended. */
export interface OpenBuildRow {
  readonly site: string;
  readonly build: string;
  readonly state: 'waiting' | 'running' | 'stopping';
  /** Start of its newest attempt, or when it was asked for. */
  readonly since: string;
}

/** Every build that waits, runs or is being stopped, the oldest request first. */
export const openBuilds = async (db: Kysely<ReadModels>): Promise<readonly OpenBuildRow[]> => {
  const rows = await db
    .selectFrom('builds')
    .select(['site', 'build', 'state', 'requestedAt', 'startedAt'])
    .where('state', 'in', ['waiting', 'running', 'stopping'])
    .orderBy('requestedPosition')
    .execute();
  return rows.map(({ site, build, state, requestedAt, startedAt }) => ({
    site,
    build,
    state: state as OpenBuildRow['state'],
    since: startedAt ?? requestedAt,
  }));
};

const ENDS = ['succeeded', 'declined', 'failed', 'rejected', 'cancelled'] as const;
export type BuildEnd = (typeof ENDS)[number];

/** How many builds ended since the given instant, by how. */
export const buildEndsSince = async (
  db: Kysely<ReadModels>,
  since: string,
): Promise<Readonly<Record<BuildEnd, number>>> => {
  const rows = await db
    .selectFrom('builds')
    .select(({ fn }) => ['state', fn.countAll<string>().as('count')])
    .where('endedAt', '>=', since)
    .where('state', 'in', [...ENDS])
    .groupBy('state')
    .execute();
  const counts = new Map(rows.map(({ state, count }) => [state, Number(count)]));
  return Object.fromEntries(ENDS.map((end) => [end, counts.get(end) ?? 0])) as Record<BuildEnd, number>;
};
