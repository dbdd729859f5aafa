import type { Position, Recorded } from '@pagewright/kernel';
import {
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import { createBatchWriter } from './batch-writer.ts';
import { Superseded } from './checkpoint.ts';

/** A database that notes each statement in the order in which it comes, and says how many checkpoints moved. */
const noting = (moved: bigint) => {
  const seen: string[] = [];
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql }: { readonly sql: string }): Promise<QueryResult<Row>> => {
      seen.push(sql.split(' ', 2).join(' '));
      return { rows: [], numAffectedRows: moved };
    },
    streamQuery: () => {
      throw new Error('not asked for here');
    },
  };
  const note = (sql: string) => async () => void seen.push(sql);
  const db = new Kysely<ReadModels>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (of) => new PostgresIntrospector(of),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => undefined,
        acquireConnection: async () => connection,
        beginTransaction: note('begin'),
        commitTransaction: note('commit'),
        rollbackTransaction: note('rollback'),
        releaseConnection: async () => undefined,
        destroy: async () => undefined,
      }),
    },
  });
  return { db, seen };
};

const EVENT = { type: 'AccountRegistered', data: {}, meta: { position: 7 } } as Recorded;

const bench = ({ moved = 1n, live = true } = {}) => {
  const { db, seen } = noting(moved);
  const writer = createBatchWriter({
    connection: db,
    projection: {
      name: 'accounts',
      version: 1,
      handles: [],
      tables: [],
      prepare: async () => async (trx) => void (await trx.deleteFrom('accounts').execute()),
    },
    sources: {} as Sources,
    from: { name: 'accounts', version: 1, generation: 0, position: 3, live },
    budgetMs: 40,
    leastBatch: 1,
    maxBatch: 10,
    drain: new AbortController().signal,
    drop: new AbortController().signal,
  });
  return { writer, seen };
};

describe('the writer of batches', () => {
  it('sends the checkpoint before the rows, in one transaction', async () => {
    const { writer, seen } = bench();
    await writer.write([EVENT], 7 as Position);
    expect(seen).toEqual(['begin', 'update "projection"', 'delete from', 'commit']);
  });

  it('undoes the rows where the checkpoint did not move', async () => {
    const { writer, seen } = bench({ moved: 0n });
    await expect(writer.write([EVENT], 7 as Position)).rejects.toThrow(Superseded);
    expect(seen).toEqual(['begin', 'update "projection"', 'delete from', 'rollback']);
    expect(writer.position).toBe(3);
  });

  it('stores where it is, after events that brought nothing, once it is told to', async () => {
    const { writer, seen } = bench();
    await writer.write([], 7 as Position);
    expect([writer.position, writer.settled, seen]).toEqual([7, false, []]);
    await writer.settle();
    await writer.settle();
    expect(seen).toEqual(['begin', 'update "projection"', 'commit']);
    expect(writer.settled).toBe(true);
  });

  it('stores it at once where the rows are not read yet', async () => {
    const { writer, seen } = bench({ live: false });
    await writer.write([], 7 as Position);
    expect(seen).toEqual(['begin', 'update "projection"', 'commit']);
  });
});
