import { setTimeout as pause } from 'node:timers/promises';
import { type EventFeed, type FeedBatch, type Position, type Recorded, position } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { ReadModels } from '../tables.ts';
import { type BatchWriter, Dropped, Superseded, createBatchWriter } from './batch-writer.ts';
import { swapIn } from './install.ts';
import { demandSameLog } from './log-identity.ts';
import { readAhead } from './read-ahead.ts';
import { type Projection, handlerOf } from './projection.ts';
import type { Sources } from '../reading/sources.ts';
import { ProjectionFailed, delayOf, isEnvironment, messageOf, refOf, ruleFor } from './retry-table.ts';
import type { ProjectionState, ProjectionStatus } from './status.ts';

export interface ProjectorOptions {
  readonly database: Database;
  readonly feed: EventFeed;
  readonly sources: Sources;
  readonly projection: Projection;
  /** Called after each commit of the live version. */
  readonly committed: (position: Position) => void;
  readonly notify: (status: ProjectionStatus) => void;
  readonly standbyMs: number;
  readonly maxBatch: number;
}

export interface Projector {
  readonly finished: Promise<void>;
  status(): ProjectionStatus;
  /** Finishes the batch that it writes. */
  drain(): void;
  /** Rolls the batch back. */
  drop(): void;
}

/**
 * One projection in one process.
 *
 * Claiming: it takes a connection and on it the activity lock. Refused, or without a checkpoint of its version, it
 * stands by and asks again. Active: it reads the log in order from the checkpoint and writes batch after batch on that
 * same connection. A checkpoint that moved under it (Superseded) sends it back to claiming. A fault of the surroundings
 * sends it back too, after a pause. A fault that an event may have caused is first narrowed down by halving the batch to
 * that one event, which is then retried as the table says; after that the projector stops for good and names it.
 * Building: the same in a schema beside; once at the log's end and as far as the live version, it is swapped in.
 */
export const startProjector = (options: ProjectorOptions): Projector => {
  const { database, feed, projection, notify } = options;
  const { name, version } = projection;
  const draining = new AbortController();
  const dropping = new AbortController();
  const kinds = [...new Set(projection.handles.map(({ kind }) => kind))];
  const handles = handlerOf(projection);
  let current: ProjectionState = { state: 'starting' };
  let reached = 0;
  let failures = 0;

  const status = (): ProjectionStatus => ({ ...current, name, version, position: reached });
  const become = (next: ProjectionState): void => {
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    notify(status());
  };
  const working = (writer: BatchWriter): void => become({ state: writer.live ? 'active' : 'building' });
  const wait = (ms: number): Promise<void> => pause(ms, undefined, { signal: draining.signal }).catch(() => {});

  const advance = async (writer: BatchWriter, events: readonly Recorded[], to: Position): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await writer.write(events, to);
        reached = to;
        failures = 0;
        working(writer);
        if (writer.live) options.committed(to);
        return;
      } catch (fault) {
        const [first, ...rest] = events;
        if (fault instanceof Superseded || fault instanceof Dropped || isEnvironment(fault) || !first) throw fault;
        if (rest.length > 0) return halve(writer, events, to);
        const rule = ruleFor(fault);
        const failed = new ProjectionFailed(name, refOf(first), fault);
        if (attempt > rule.attempts) throw failed;
        become({ state: 'retrying', error: failed.message, event: failed.event });
        await wait(delayOf(rule, attempt));
        if (draining.signal.aborted) throw new Dropped(`${name} was stopped while it retried`);
      }
    }
  };

  const halve = async (writer: BatchWriter, events: readonly Recorded[], to: Position): Promise<void> => {
    const first = events.slice(0, Math.ceil(events.length / 2));
    await advance(writer, first, lastPosition(first));
    await advance(writer, events.slice(first.length), to);
  };

  const take = async (writer: BatchWriter, batch: FeedBatch): Promise<void> => {
    const events = batch.events.filter(handles);
    for (let from = 0; ;) {
      if (draining.signal.aborted) return;
      const chunk = events.slice(from, from + writer.room);
      from += chunk.length;
      const last = from >= events.length;
      await advance(writer, chunk, last ? batch.position : lastPosition(chunk));
      if (last) return;
    }
  };

  const trySwap = async (connection: Kysely<ReadModels>, writer: BatchWriter): Promise<void> => {
    if (!(await connection.transaction().execute((trx) => swapIn(trx, projection)))) return;
    writer.becameLive();
    working(writer);
    options.committed(writer.position);
  };

  const project = async (connection: Kysely<ReadModels>): Promise<ProjectionState> => {
    const from = await connection
      .selectFrom('projection')
      .select(['position', 'live'])
      .where('name', '=', name)
      .where('version', '=', version)
      .executeTakeFirst();
    if (!from) return { state: 'standing-by', reason: 'superseded' };
    reached = from.position;
    let isNoted = await demandSameLog(connection, feed, { name, version, position: from.position }, draining.signal);
    const { batchBudgetMs: budgetMs } = database;
    const { sources, maxBatch } = options;
    const writer = createBatchWriter({
      connection,
      projection,
      sources,
      from,
      budgetMs,
      maxBatch,
      drain: draining.signal,
      drop: dropping.signal,
    });
    // After a failure it is at work again when it has written again, and not before.
    if (failures === 0) working(writer);
    const after = position(from.position);
    // Ends with the session: what is read must not go on when the writing has failed.
    const session = new AbortController();
    const signal = AbortSignal.any([draining.signal, session.signal]);
    try {
      for await (const batch of readAhead(feed.subscribe({ after, kinds, maxBatch, signal }), maxBatch)) {
        if (!isNoted) isNoted = await demandSameLog(connection, feed, { name, version, position: 0 }, signal);
        await take(writer, batch);
        if (draining.signal.aborted) break;
        if (!writer.live && batch.caughtUp) await trySwap(connection, writer);
      }
    } finally {
      session.abort();
    }
    return { state: 'ended' };
  };

  const claimAndProject = (): Promise<ProjectionState> =>
    database.db.connection().execute(async (connection) => {
      const lock = `projection/${name}/${version}`;
      if (!(await database.activity.tryTake(connection, lock)))
        return { state: 'standing-by', reason: 'another-is-active' };
      try {
        return await project(connection);
      } finally {
        // A connection that cannot even do this is broken, and its lock went with it.
        await database.activity.give(connection, lock).catch(() => {});
      }
    });

  const live = async (): Promise<void> => {
    while (!draining.signal.aborted) {
      try {
        become(await claimAndProject());
        if (current.state !== 'ended') await wait(options.standbyMs);
      } catch (fault) {
        if (fault instanceof Dropped) break;
        if (fault instanceof Superseded) {
          become({ state: 'standing-by', reason: 'another-is-active' });
          await wait(options.standbyMs);
          continue;
        }
        failures += 1;
        const rule = ruleFor(fault);
        const stopped = failures > rule.attempts;
        const event = fault instanceof ProjectionFailed ? fault.event : null;
        become({ state: stopped ? 'stopped' : 'retrying', error: messageOf(fault), event });
        if (stopped) return;
        await wait(delayOf(rule, failures));
      }
    }
    become({ state: 'ended' });
  };

  return {
    finished: live(),
    status,
    drain: () => draining.abort(),
    drop: () => {
      dropping.abort();
      draining.abort();
    },
  };
};

const lastPosition = (events: readonly Recorded[]): Position => {
  const last = events.at(-1);
  if (!last) throw new RangeError('A batch without events has no last position');
  return last.meta.position;
};
