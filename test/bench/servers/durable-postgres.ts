import { postgresServer, type PostgresServer } from '../../support/postgres-server.ts';
import { NotMeasured } from '../harness/not-measured.ts';

export const DURABLE_POSTGRES = 'PostgreSQL, fsync on, synchronous_commit on';

/** A PostgreSQL that has a commit on disk before it answers. @throws NotMeasured where it is not installed */
export const durablePostgres = async (): Promise<PostgresServer> => {
  try {
    return await postgresServer({ durable: true });
  } catch (cause) {
    throw new NotMeasured(cause instanceof Error ? cause.message : String(cause), { cause });
  }
};
