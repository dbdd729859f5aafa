import { type Position, type Recorded, position } from '@pagewright/kernel';
import { type Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type Checkpoint, Superseded, besideSchema, isCheckpoint } from './checkpoint.ts';
import { Dropped, unless } from './dropped.ts';
import type { Apply, Projection } from './projection.ts';
import type { Sources } from '../reading/sources.ts';

export interface BatchWriter {
  readonly position: Position;
  readonly live: boolean;
  /** Events that the next batch should hold at most, by the time that the last ones took. */
  readonly room: number;
  becameLive(): void;
  /**
   * One transaction: checkpoint from where it stands to `to`, and the rows. Where no event brings anything to rows that are
   * read, the checkpoint goes there with the next that does, or with `settle`: until then a crash only reads them again.
   * @throws Superseded | Dropped
   */
  write(events: readonly Recorded[], to: Position): Promise<void>;
  /** False while the stored checkpoint is behind `position`. */
  readonly settled: boolean;
  /** Moves the stored checkpoint to `position`. @throws Superseded | Dropped */
  settle(): Promise<void>;
}

export interface BatchWriterOptions {
  readonly connection: Kysely<ReadModels>;
  readonly projection: Projection;
  readonly sources: Sources;
  readonly from: Checkpoint;
  readonly budgetMs: number;
  /** Smallest room, however long batches take: on a busy machine a small one takes hardly less. */
  readonly leastBatch: number;
  readonly maxBatch: number;
  /** Nothing new begins after this; what is being written is finished. */
  readonly drain: AbortSignal;
  /** What is being written is rolled back. */
  readonly drop: AbortSignal;
}

export const createBatchWriter = (options: BatchWriterOptions): BatchWriter => {
  const { connection, projection, sources, from, budgetMs, leastBatch, maxBatch, drain, drop } = options;
  const { name } = projection;
  let at = position(from.position);
  let stored = at;
  let live = from.live;
  let room = Math.min(FIRST_ROOM, maxBatch);

  /** @returns milliseconds from begin to commit; the wait for a turn is not the batch's own. */
  const commit = async (apply: Apply | undefined, to: Position): Promise<number> => {
    let began = 0;
    await connection.transaction().execute(async (trx) => {
      began = performance.now();
      // First the checkpoint: its row lock keeps a second projector out before either has written a row. What follows is
      // sent behind it at once, and is undone with it.
      const moving = trx
        .updateTable('projection')
        .set({ position: to })
        .where(isCheckpoint(from))
        .where('position', '=', stored)
        .where('live', '=', live)
        .executeTakeFirst();
      const applied = apply?.(live ? trx : trx.withSchema(besideSchema(from)));
      const [moved, rows] = await Promise.allSettled([moving, applied]);
      if (moved.status === 'rejected') throw moved.reason;
      if (moved.value.numUpdatedRows === 0n)
        throw new Superseded(`The checkpoint of ${name} is not at ${stored} any more`);
      if (rows.status === 'rejected') throw rows.reason;
      if (drop.aborted) throw new Dropped(`${name} was told to drop its batch`);
    });
    stored = to;
    return performance.now() - began;
  };

  return {
    get position() {
      return at;
    },
    get live() {
      return live;
    },
    get room() {
      return room;
    },
    becameLive: () => {
      live = true;
    },
    get settled() {
      return stored === at;
    },
    settle: async () => {
      if (stored < at) await commit(undefined, at);
    },
    write: async (events, to) => {
      if (events.length === 0) {
        if (to <= at) return;
        if (!live) await commit(undefined, to);
        at = to;
        return;
      }
      const apply = await unless(drain, projection.prepare(events, sources), `${name} was stopped`);
      const tookMs = await commit(apply, to);
      at = to;
      const wanted = nextRoom(room, events.length, tookMs, budgetMs);
      room = Math.min(maxBatch, Math.max(leastBatch, wanted));
    },
  };
};

const FIRST_ROOM = 64;

/** Shrinks to what would have fitted, grows when a full batch took less than half of the budget. */
const nextRoom = (room: number, written: number, tookMs: number, budgetMs: number): number => {
  if (tookMs > budgetMs && written > 0) return Math.floor((written * budgetMs * 0.8) / tookMs);
  return written >= room && tookMs < budgetMs / 2 ? room * 2 : room;
};
