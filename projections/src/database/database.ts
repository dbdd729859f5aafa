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
  /** Ends what runs, then lets go of the folder or the connections. Harmless the second time. */
  close(): Promise<void>;
}

/** Opens the database and brings its own tables up to date. @throws DatabaseInUse | DatabaseBroken | DatabaseError */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const { url, dataDir, connections = 16 } = options;
  const dialect = url === undefined ? pgliteDialect(dataDir) : postgresqlDialect(url, connections);
  const db = new Kysely<ReadModels>({ dialect, plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })] });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= db.destroy());
  try {
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return url === undefined
    ? { kind: 'pglite', db, activity: processLocks(), batchBudgetMs: 40, close }
    : { kind: 'postgresql', db, activity: advisoryLocks(), batchBudgetMs: 200, close };
};

const pgliteDialect = (dataDir: string | undefined): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createDriver: () => new PGliteDriver(dataDir),
});
