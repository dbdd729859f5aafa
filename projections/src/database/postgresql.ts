import { CompiledQuery, type Dialect, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { sessionName } from './activity-locks.ts';
import { GuardedDriver } from './guarded-driver.ts';
import { valueParsers } from './value-types.ts';

/**
 * PostgreSQL by its URL. Every active projection holds one connection for as long as it is active, so `connections`
 * must exceed their number: the rest is for reads.
 */
export const postgresqlDialect = (url: string, connections: number, schema?: string): Dialect => {
  const name = sessionName();
  const pool = new Pool({
    connectionString: url,
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: (oid, format) => valueParsers[Number(oid)] ?? types.getTypeParser(oid, format) },
  });
  // Without listeners a server that ends a connection, idle or held, would end this process. The next statement on the
  // connection fails, and that is where it is handled.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw("set time zone 'UTC'"));
      await connection.executeQuery(CompiledQuery.raw(`set application_name to '${name}'`));
      if (schema === undefined) return;
      await connection.executeQuery(CompiledQuery.raw(`create schema if not exists ${quoted(schema)}`));
      await connection.executeQuery(CompiledQuery.raw(`set search_path to ${quoted(schema)}`));
    },
  });
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new GuardedDriver(dialect.createDriver()),
  };
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
