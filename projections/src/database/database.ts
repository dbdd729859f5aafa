import {
  CamelCasePlugin,
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type ActivityLocks, advisoryLocks, processLocks } from './activity-locks.ts';
import { migrate } from './migrations.ts';
import { PGliteDriver } from './pglite/pglite-driver.ts';
import { postgresqlDialect } from './postgresql.ts';

export interface DatabaseOptions {
  /** `postgres://…`; goes before `dataDir`. */
  readonly url?: string | undefined;
  /** Folder of PGlite; without it and without `url` the rows live in memory. */
  readonly dataDir?: string | undefined;
  /** Schema of PostgreSQL that everything stands in, made where it is missing; the connection's own unless told. */
  readonly schema?: string | undefined;
  /** Whether the schema begins empty, whatever stood in it. */
  readonly fresh?: boolean | undefined;
  /** Most connections to PostgreSQL; 16 unless told. */
  readonly connections?: number | undefined;
}

/** Rows are rebuilt from the log: a database may be dropped at any time while it is closed. */
export interface Database {
  readonly kind: 'postgresql' | 'pglite';
  readonly db: Kysely<ReadModels>;
  readonly activity: ActivityLocks;
  /** How long one batch of a projection may take: on PGlite every read waits for it. */
  readonly batchBudgetMs: number;
  /** Events that a batch may hold whatever the budget says: on PostgreSQL nobody waits for it. */
  readonly leastBatch: number;
  /** Ends what runs, then lets go of the folder or the connections. Harmless the second time. */
  close(): Promise<void>;
}

/** Opens the database and brings its own tables up to date. @throws DatabaseInUse | DatabaseBroken | DatabaseError */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const { url, dataDir, schema, fresh = false, connections = 16 } = options;
  const dialect = url === undefined ? pgliteDialect(dataDir) : postgresqlDialect(url, connections, schema);
  const db = new Kysely<ReadModels>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= db.destroy());
  try {
    if (schema !== undefined && fresh) {
      await db.schema.dropSchema(schema).ifExists().cascade().execute();
      await db.schema.createSchema(schema).execute();
    }
    await migrate(db, url === undefined ? undefined : schema);
  } catch (error) {
    await close();
    throw error;
  }
  return url === undefined
    ? { kind: 'pglite', db, activity: processLocks(), batchBudgetMs: 40, leastBatch: 1, close }
    : { kind: 'postgresql', db, activity: advisoryLocks(db), batchBudgetMs: 200, leastBatch: 500, close };
};

const pgliteDialect = (dataDir: string | undefined): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createDriver: () => new PGliteDriver(dataDir),
});
