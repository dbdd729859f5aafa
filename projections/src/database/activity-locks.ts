import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

/** Which projector is active: a lock that lives and dies with the connection that took it. */
export interface ActivityLocks {
  tryTake<DB>(connection: Kysely<DB>, name: string): Promise<boolean>;
  give<DB>(connection: Kysely<DB>, name: string): Promise<void>;
  /** Says that this process lives: whoever holds a lock has to, again and again. */
  beat(): Promise<void>;
  /** Who holds the lock, as far as that can be told; undefined where nobody does. */
  holder<DB>(connection: Kysely<DB>, name: string): Promise<Holder | undefined>;
  /** Ends the connection that holds the lock, and with it the lock and all that was not committed. */
  end<DB>(connection: Kysely<DB>, holder: Holder): Promise<void>;
}

export interface Holder {
  /** The server's process behind its connection. */
  readonly backend: number;
  /** Changes as long as its process lives; null where the server itself is at work for it. */
  readonly lastWord: string | null;
}

/** What the connections of one process have in common, so that one may speak for another. */
export const sessionName = (): string => `pagewright-${randomUUID().slice(0, 13)}`;

/**
 * Session advisory locks: the server frees them when the connection ends, whatever ended it. A process that was stopped,
 * or whose machine is gone, keeps its connections for as long as TCP believes in them; it is known by its silence on all
 * of them.
 */
export const advisoryLocks = <Own>(db: Kysely<Own>): ActivityLocks => ({
  tryTake: async (connection, name) => {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${key(name)}) as taken`.execute(
      connection,
    );
    return rows[0]?.taken === true;
  },
  give: async (connection, name) => {
    await sql`select pg_advisory_unlock(${key(name)})`.execute(connection);
  },
  beat: async () => {
    await sql`select 1`.execute(db);
  },
  holder: async (connection, name) => {
    // A statement that runs is the server's work; one that waits for a lock, or for its client to read, may do so for ever.
    const { rows } = await sql<Holder>`
      select held.pid as backend,
        case when bool_or(mate.state = 'active' and coalesce(mate.wait_event_type, '') not in ('Lock', 'Client'))
          then null else max(mate.state_change)::text end as last_word
      from pg_locks held
      join pg_stat_activity mine on mine.pid = held.pid
      join pg_stat_activity mate on mate.pid = mine.pid or (mate.datid = mine.datid and mate.application_name = mine.application_name)
      where held.locktype = 'advisory' and held.granted and held.objsubid = 1 and mine.datname = current_database()
        and held.database = mine.datid and ((held.classid::bigint << 32) | held.objid::bigint) = ${key(name)}
      group by held.pid
    `.execute(connection);
    return rows[0];
  },
  end: async (connection, { backend }) => {
    await sql`select pg_terminate_backend(${backend}::int)`.execute(connection);
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
    beat: async () => {},
    holder: async () => undefined,
    end: async () => {},
  };
};

const key = (name: string) => sql`hashtextextended(${`pagewright/${name}`}::text, 0)`;
