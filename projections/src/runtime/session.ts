import { setTimeout as pause } from 'node:timers/promises';
import { type EventFeed, type FeedBatch, type Position, type Recorded, position } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Sources } from '../reading/sources.ts';
import type { ReadModels } from '../tables.ts';
import { type BatchWriter, createBatchWriter } from './batch-writer.ts';
import { type Checkpoint, Superseded } from './checkpoint.ts';
import { Dropped } from './dropped.ts';
import { swapIn } from './install.ts';
import { demandSameLog } from './log-identity.ts';
import { type Projection, handlerOf } from './projection.ts';
import { readAhead } from './read-ahead.ts';
import { DUE, withReminders } from './reminders.ts';
import { ProjectionFailed, delayOf, isEnvironment, refOf, ruleFor } from './retry-table.ts';
import type { ProjectionState } from './status.ts';

export interface SessionOptions {
  readonly connection: Kysely<ReadModels>;
  readonly checkpoint: Checkpoint;
  readonly database: Database;
  readonly feed: EventFeed;
  readonly sources: Sources;
  readonly projection: Projection;
  readonly maxBatch: number;
  /** Whether it ends when its rows were swapped in. */
  readonly isPassing: boolean;
  readonly drain: AbortSignal;
  readonly drop: AbortSignal;
  readonly become: (state: ProjectionState) => void;
  /** When it is known that the rows are of this log. */
  readonly began: () => void;
  /** After each commit, with the state that this means. */
  readonly wrote: (writer: Pick<BatchWriter, 'live' | 'position'>) => void;
}

/**
 * Reads the log in order from a checkpoint and writes batch after batch on one connection, until it is told to drain or
 * its rows were swapped in. A fault that an event may have caused is narrowed down by halving the batch to that one
 * event, which is then retried as the table says, and named.
 * @throws Superseded | Dropped | ProjectionFailed, and faults of the surroundings as they are
 */
export const runSession = async (options: SessionOptions): Promise<void> => {
  const { connection, checkpoint, database, feed, projection, maxBatch, drain, drop, become, wrote } = options;
  const kinds = [...new Set(projection.handles.map(({ kind }) => kind))];
  const handles = handlerOf(projection);
  const writer = createBatchWriter({
    connection,
    projection,
    sources: options.sources,
    from: checkpoint,
    budgetMs: database.batchBudgetMs,
    leastBatch: database.leastBatch,
    maxBatch,
    drain,
    drop,
  });

  const advance = async (events: readonly Recorded[], to: Position): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await writer.write(events, to);
        return wrote(writer);
      } catch (fault) {
        const [first, ...rest] = events;
        if (fault instanceof Superseded || fault instanceof Dropped || isEnvironment(fault) || !first) throw fault;
        if (rest.length > 0) return halve(events, to);
        const rule = ruleFor(fault);
        const failed = new ProjectionFailed(projection.name, refOf(first), fault);
        if (attempt > rule.attempts) throw failed;
        become({ state: 'retrying', error: failed.message, event: failed.event });
        await pause(delayOf(rule, attempt), undefined, { signal: drain }).catch(() => {});
        if (drain.aborted) throw new Dropped(`${projection.name} was stopped while it retried`);
      }
    }
  };

  const halve = async (events: readonly Recorded[], to: Position): Promise<void> => {
    const first = events.slice(0, Math.ceil(events.length / 2));
    await advance(first, lastPosition(first));
    await advance(events.slice(first.length), to);
  };

  const take = async (batch: FeedBatch): Promise<void> => {
    const events = batch.events.filter(handles);
    for (let from = 0; ;) {
      if (drain.aborted) return;
      const chunk = events.slice(from, from + writer.room);
      from += chunk.length;
      const last = from >= events.length;
      await advance(chunk, last ? batch.position : lastPosition(chunk));
      if (last) return;
    }
  };

  const trySwap = async (): Promise<void> => {
    if (!(await connection.transaction().execute((trx) => swapIn(trx, checkpoint)))) return;
    writer.becameLive();
    wrote(writer);
  };

  let isNoted = await demandSameLog(connection, feed, checkpoint, drain);
  options.began();
  const after = position(checkpoint.position);
  // Ends with the session: what is read must not go on when the writing has failed.
  const reading = new AbortController();
  const signal = AbortSignal.any([drain, reading.signal]);
  try {
    const pieces = feed.subscribe({ after, kinds, maxBatch: Math.min(PIECE, maxBatch), signal });
    const batches = readAhead(pieces, { events: maxBatch, bytes: WAITING_BYTES });
    for await (const batch of withReminders(batches, SETTLE_MS, () => !writer.settled)) {
      if (batch === DUE) {
        await writer.settle();
        continue;
      }
      if (!isNoted) isNoted = await demandSameLog(connection, feed, { ...checkpoint, position: 0 }, signal);
      await take(batch);
      if (drain.aborted) break;
      if (!writer.live && batch.caughtUp) await trySwap();
      if (writer.live && options.isPassing) return;
    }
    // Without it the next session reads the same again.
    if (!drop.aborted) await writer.settle().catch(() => undefined);
  } finally {
    reading.abort();
  }
};

/** A stored checkpoint is at most so far behind, in milliseconds: nobody who asks the database for it waits longer. */
const SETTLE_MS = 500;
/** Events that are read in one go: what waits is bounded between two of them. */
const PIECE = 500;
/** Reached by large events only: of the usual size thousands take less. */
const WAITING_BYTES = 4_000_000;

const lastPosition = (events: readonly Recorded[]): Position => {
  const last = events.at(-1);
  if (!last) throw new RangeError('A batch without events has no last position');
  return last.meta.position;
};
