import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';

/**
 * Numbered and append-only: what was released is never edited. These are the tables of the runtime; each projection
 * makes its own, and a new shape of those is a new version of the projection, built from the log.
 */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-projection': {
    up: async (db) => {
      await db.schema
        .createTable('projection')
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .addColumn('live', 'boolean', (column) => column.notNull())
        .addColumn('tables', 'json', (column) => column.notNull())
        .addPrimaryKeyConstraint('projection_pk', ['name', 'version'])
        .execute();
      await db.schema
        .createIndex('projection_live')
        .unique()
        .on('projection')
        .column('name')
        .where(sql.ref('live'), '=', sql.lit(true))
        .execute();
    },
  },
  '0002-projection-log': {
    up: async (db) => {
      await db.schema.alterTable('projection').addColumn('log', 'text').execute();
    },
  },
  '0003-projection-generation': {
    up: async (db) => {
      await db.schema
        .alterTable('projection')
        .addColumn('generation', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.alterTable('projection').dropConstraint('projection_pk').execute();
      await db.schema
        .alterTable('projection')
        .addPrimaryKeyConstraint('projection_pk', ['name', 'version', 'generation'])
        .execute();
      await db.schema
        .createIndex('projection_beside')
        .unique()
        .on('projection')
        .column('name')
        .where(sql.ref('live'), '=', sql.lit(false))
        .execute();
    },
  },
};

/** Safe when several processes start together: the migrator holds an advisory lock while it works. */
export const migrate = async <DB>(db: Kysely<DB>, schema?: string): Promise<void> => {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    // It looks for its tables in all schemas, and would take those of another for its own.
    ...(schema !== undefined && { migrationTableSchema: schema }),
  }).migrateToLatest();
  if (error !== undefined) throw error;
};
