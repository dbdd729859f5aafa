import { type Kysely, sql } from 'kysely';

/** Which projector is active: a lock that lives and dies with the connection that took it. */
export interface ActivityLocks {
  tryTake<DB>(connection: Kysely<DB>, name: string): Promise<boolean>;
  give<DB>(connection: Kysely<DB>, name: string): Promise<void>;
}

/** Session advisory locks: the server frees them when the connection ends, whatever ended it. */
export const advisoryLocks = (): ActivityLocks => ({
  tryTake: async (connection, name) => {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${key(name)}) as taken`.execute(
      connection,
    );
    return rows[0]?.taken === true;
  },
  give: async (connection, name) => {
    await sql`select pg_advisory_unlock(${key(name)})`.execute(connection);
  },
});

/** For PGlite, which one process has to itself, on one session, where every advisory lock would be granted. */
export const processLocks = (): ActivityLocks => {
  const held = new Set<string>();
  return {
    tryTake: async (_connection, name) => {
      if (held.has(name)) return false;
      held.add(name);
      return true;
    },
    give: async (_connection, name) => {
      held.delete(name);
    },
  };
};

const key = (name: string) => sql`hashtextextended(${`pagewright/${name}`}::text, 0)`;
