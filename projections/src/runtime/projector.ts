import { setTimeout as pause } from 'node:timers/promises';
import type { EventFeed, Position } from '@pagewright/kernel';
import type { Database } from '../database/database.ts';
import type { Sources } from '../reading/sources.ts';
import { Superseded } from './checkpoint.ts';
import { Dropped } from './dropped.ts';
import type { Projection } from './projection.ts';
import { ProjectionFailed, delayOf, messageOf, ruleFor } from './retry-table.ts';
import type { Seat } from './seat.ts';
import { type SessionOptions, runSession } from './session.ts';
import { createSilence } from './silence.ts';
import type { ProjectionState, ProjectionStatus } from './status.ts';

export interface ProjectorOptions {
  readonly database: Database;
  readonly feed: EventFeed;
  readonly sources: Sources;
  readonly projection: Projection;
  readonly seat: Seat;
  /** Called after each commit of the rows that are read. */
  readonly committed: (position: Position) => void;
  readonly notify: (status: ProjectionStatus) => void;
  /** Called when it took the lock away from a process that sleeps. */
  readonly robbed: () => void;
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
 * Claiming: it takes a connection and on it the activity lock of its seat. Refused, or without a checkpoint, it stands
 * by and asks again, and ends the holder's connection when that has been silent for too long. Active: a session reads the log and writes on that same connection. A checkpoint that moved under
 * it (Superseded) sends it back to claiming. A fault of the surroundings sends it back too, after a pause. An event that
 * cannot be applied stops it for good. Building: the same in a schema beside; once at the log's end and as far as the
 * rows that are read, its rows take their place.
 */
export const startProjector = (options: ProjectorOptions): Projector => {
  const { database, projection, seat, notify } = options;
  const { name, version } = projection;
  const draining = new AbortController();
  const dropping = new AbortController();
  let current: ProjectionState = { state: 'starting' };
  let reached = 0;
  let failures = 0;
  let isMoving = false;
  const silence = createSilence(database.activity, seat.lock);

  const status = (): ProjectionStatus => ({ ...current, name, version, position: reached });
  const become = (next: ProjectionState): void => {
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    notify(status());
  };
  const wait = (ms: number): Promise<void> => pause(ms, undefined, { signal: draining.signal }).catch(() => {});

  const wrote: SessionOptions['wrote'] = ({ live, position }) => {
    reached = position;
    failures = 0;
    isMoving = true;
    become({ state: live ? 'active' : 'building' });
    if (live) options.committed(position);
  };

  const claimAndProject = (): Promise<ProjectionState> =>
    database.db.connection().execute(async (connection) => {
      if (!(await database.activity.tryTake(connection, seat.lock))) {
        if (await silence.look(connection)) options.robbed();
        return { state: 'standing-by', reason: 'another-is-active' };
      }
      try {
        const checkpoint = await seat.checkpoint(connection);
        if (!checkpoint) return { state: 'standing-by', reason: 'superseded' };
        reached = checkpoint.position;
        isMoving = false;
        const began = (): void => {
          // After a failure it is at work again when it has written again, and not before.
          if (failures === 0) become({ state: checkpoint.live ? 'active' : 'building' });
        };
        const { isPassing } = seat;
        const signals = { drain: draining.signal, drop: dropping.signal };
        await runSession({ ...options, ...signals, connection, checkpoint, isPassing, become, began, wrote });
        return { state: 'ended' };
      } finally {
        // A connection that cannot even do this is broken, and its lock went with it.
        await database.activity.give(connection, seat.lock).catch(() => {});
      }
    });

  /** @returns whether it stays */
  const stay = async (): Promise<boolean> => {
    try {
      become(await claimAndProject());
      if (current.state === 'ended' || seat.isPassing) return false;
      await wait(options.standbyMs);
    } catch (fault) {
      if (fault instanceof Dropped) return false;
      if (fault instanceof Superseded) {
        // Rows that took the place of those it wrote are gone on with at once.
        if (isMoving) return true;
        become({ state: 'standing-by', reason: 'another-is-active' });
        await wait(options.standbyMs);
        return true;
      }
      failures += 1;
      const rule = ruleFor(fault);
      const stopped = failures > rule.attempts;
      const event = fault instanceof ProjectionFailed ? fault.event : null;
      become({ state: stopped ? 'stopped' : 'retrying', error: messageOf(fault), event });
      if (stopped) return false;
      await wait(delayOf(rule, failures));
    }
    return true;
  };

  const live = async (): Promise<void> => {
    while (!draining.signal.aborted && (await stay()));
    if (current.state !== 'stopped') become({ state: 'ended' });
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
