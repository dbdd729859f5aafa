import type { Position, Recorded } from '@pagewright/kernel';
import type { Database } from '../database/database.ts';
import type { Sources } from '../reading/sources.ts';
import { createBatchWriter } from './batch-writer.ts';
import { installProjections } from './install.ts';
import { type Projection, handlerOf } from './projection.ts';

export interface ReplayOptions {
  /** One that holds nothing yet, apart from the one that people read. */
  readonly database: Database;
  readonly projection: Projection;
  readonly sources: Sources;
  /** The log from its first event on, in order and in pieces; what the projection does not handle may be missing. */
  readonly events: AsyncIterable<readonly Recorded[]>;
  /** Last position that belongs to it. */
  readonly until: Position;
  /** Told of each position that is reached. */
  readonly reached?: (position: number) => void;
}

const MOST_IN_A_BATCH = 1_000;

/**
 * Makes the rows that the projection had when it had read up to a position, with the very code that makes the live ones.
 * The same log, keys and blobs give the same rows wherever it is done.
 */
export const replayProjection = async (options: ReplayOptions): Promise<void> => {
  const { database, events, projection, sources, until, reached } = options;
  await installProjections(database.db, [projection]);
  const isHandled = handlerOf(projection);
  const never = new AbortController().signal;
  await database.db.connection().execute(async (connection) => {
    const writer = createBatchWriter({
      connection,
      projection,
      sources,
      from: { name: projection.name, version: projection.version, generation: 0, position: 0, live: true },
      budgetMs: database.batchBudgetMs,
      leastBatch: database.leastBatch,
      maxBatch: MOST_IN_A_BATCH,
      drain: never,
      drop: never,
    });
    for await (const piece of events) {
      let waiting = piece.filter((event) => isHandled(event) && event.meta.position <= until);
      while (waiting.length > 0) {
        const batch = waiting.slice(0, writer.room);
        waiting = waiting.slice(batch.length);
        const last = batch.at(-1)?.meta.position;
        if (last !== undefined) await writer.write(batch, last);
        if (last !== undefined) reached?.(last);
      }
    }
    await writer.write([], until);
    await writer.settle();
  });
};
