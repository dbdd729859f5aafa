import type { Announcements, EventFeed, Running } from '@pagewright/kernel';
import type { Database } from '../database/database.ts';
import type { CheckpointKey } from './checkpoint.ts';
import { installProjections } from './install.ts';
import type { Projection } from './projection.ts';
import type { Sources } from '../reading/sources.ts';
import { type Projector, startProjector } from './projector.ts';
import { RebuildRefused, beginRebuilds, cancelRebuilds } from './rebuild.ts';
import { type Rebuilder, startRebuilder } from './rebuilder.ts';
import { startHeartbeat } from './heartbeat.ts';
import { type Seat, liveSeat, rebuildSeat } from './seat.ts';
import { LOOKS_PER_BEAT } from './silence.ts';
import type { ProjectionStatus } from './status.ts';

export interface ProjectionsOptions {
  readonly database: Database;
  readonly feed: EventFeed;
  readonly announcements: Announcements;
  readonly sources: Sources;
  readonly projections: readonly Projection[];
  /** Told of every change of state, for logs and metrics; it cannot disturb the work. */
  readonly notify?: (status: ProjectionStatus, rows: 'read' | 'rebuilt') => void;
  /** Told when the work was taken away from a process that sleeps. */
  readonly robbed?: (projection: string) => void;
  /**
   * How often a projector that stands by asks whether it may work; 1,000 ms unless told. One that says nothing for nine
   * times as long loses its work to it. The same for all processes on one database.
   */
  readonly standbyMs?: number;
  /** Most events in one transaction; 2,000 unless told. */
  readonly maxBatch?: number;
}

/**
 * All projections of this process, each for itself: one that stops leaves the others running and says so in `status`.
 * `ready` means that the tables exist and reading has begun, not that the rows are up to date.
 */
export interface Projections extends Running {
  status(): readonly ProjectionStatus[];
  /** Of rebuilds: the one that this process works on, and those that it has stopped at. */
  rebuilds(): readonly ProjectionStatus[];
  /**
   * Has the rows of these projections made anew beside those that are read, by whichever process comes to it, and put in
   * their place. What was begun goes on after a crash or a restart. All of them or none.
   * @throws RebuildRefused
   */
  rebuild(names: readonly string[]): Promise<readonly CheckpointKey[]>;
  /** Drops the rows that are made anew. @throws RebuildRefused where there are none */
  cancelRebuild(names: readonly string[]): Promise<readonly CheckpointKey[]>;
}

/** A rebuild that another process has left is taken over as late as this. */
const LOOK_MS = 5_000;

export const startProjections = (options: ProjectionsOptions): Projections => {
  const { database, projections, announcements } = options;
  const { standbyMs = 1_000 } = options;
  let projectors: readonly Projector[] = [];
  let rebuilder: Rebuilder | undefined;
  let stopping: 'drain' | 'drop' | undefined;

  const projectorOf = (projection: Projection, seat: Seat): Projector =>
    startProjector({
      database,
      projection,
      seat,
      feed: options.feed,
      sources: options.sources,
      standbyMs,
      maxBatch: options.maxBatch ?? 2_000,
      committed: (position) => harmless(() => announcements.committed(projection.name, position)),
      robbed: () => harmless(() => options.robbed?.(projection.name)),
      notify: (status) => harmless(() => options.notify?.(status, seat.isPassing ? 'rebuilt' : 'read')),
    });

  const start = async (): Promise<void> => {
    await installProjections(database.db, projections);
    projectors = projections.map((projection) => projectorOf(projection, liveSeat(projection)));
    rebuilder = startRebuilder({
      db: database.db,
      projections,
      lookMs: LOOK_MS,
      start: (projection, key) => projectorOf(projection, rebuildSeat(key)),
    });
    if (stopping) stop(stopping);
  };
  const ready = start();
  const work = async (): Promise<void> => {
    await ready;
    using _beat = startHeartbeat(database.activity, standbyMs * LOOKS_PER_BEAT);
    await Promise.all([...projectors.map((projector) => projector.finished), rebuilder?.finished]);
  };
  const finished = work();
  // Whoever waits for neither must not bring the process down by that.
  finished.catch(() => {});

  const stop = (how: 'drain' | 'drop'): Promise<void> => {
    stopping = how;
    for (const each of [...projectors, rebuilder]) each?.[how]();
    return finished.catch(() => {});
  };

  const named = (names: readonly string[]): readonly Projection[] =>
    names.map((name) => {
      const found = projections.find((projection) => projection.name === name);
      if (found) return found;
      const all = projections.map((projection) => projection.name).join(', ');
      throw new RebuildRefused(`There is no projection '${name}': ${all}`);
    });

  return {
    ready,
    finished,
    gracefulShutdown: () => stop('drain'),
    forcefulShutdown: () => stop('drop'),
    [Symbol.asyncDispose]: () => stop('drain'),
    status: () =>
      projectors.length > 0
        ? projectors.map((projector) => projector.status())
        : projections.map(({ name, version }) => ({ name, version, position: 0, state: 'starting' })),
    rebuilds: () => rebuilder?.status() ?? [],
    rebuild: async (names) => {
      const begun = await beginRebuilds(database.db, named(names));
      rebuilder?.look();
      return begun;
    },
    cancelRebuild: async (names) => {
      const all = named(names).map(({ name }) => name);
      const cancelled = await cancelRebuilds(database.db, all);
      rebuilder?.look();
      return cancelled;
    },
  };
};

const harmless = (listener: () => void): void => {
  try {
    listener();
  } catch {
    // A listener can never break the work.
  }
};
