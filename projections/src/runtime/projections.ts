import type { Announcements, EventFeed, Running } from '@pagewright/kernel';
import type { Database } from '../database/database.ts';
import { installProjections } from './install.ts';
import type { Projection } from './projection.ts';
import type { Sources } from '../reading/sources.ts';
import { type Projector, startProjector } from './projector.ts';
import type { ProjectionStatus } from './status.ts';

export interface ProjectionsOptions {
  readonly database: Database;
  readonly feed: EventFeed;
  readonly announcements: Announcements;
  readonly sources: Sources;
  readonly projections: readonly Projection[];
  /** Told of every change of state, for logs and metrics; it cannot disturb the work. */
  readonly notify?: (status: ProjectionStatus) => void;
  /** How often a projector that stands by asks whether it may work; 1,000 ms unless told. */
  readonly standbyMs?: number;
  /** Most events in one transaction; 4,000 unless told. */
  readonly maxBatch?: number;
}

/**
 * All projections of this process, each for itself: one that stops leaves the others running and says so in `status`.
 * `ready` means that the tables exist and reading has begun, not that the rows are up to date.
 */
export interface Projections extends Running {
  status(): readonly ProjectionStatus[];
}

export const startProjections = (options: ProjectionsOptions): Projections => {
  const { database, projections, announcements } = options;
  let projectors: readonly Projector[] = [];
  let stopping: 'drain' | 'drop' | undefined;

  const start = async (): Promise<void> => {
    await installProjections(database.db, projections);
    projectors = projections.map((projection) =>
      startProjector({
        database,
        projection,
        feed: options.feed,
        sources: options.sources,
        standbyMs: options.standbyMs ?? 1_000,
        maxBatch: options.maxBatch ?? 4_000,
        committed: (position) => harmless(() => announcements.committed(projection.name, position)),
        notify: (status) => harmless(() => options.notify?.(status)),
      }),
    );
    if (stopping) stop(stopping);
  };
  const ready = start();
  const finished = ready.then(async () => void (await Promise.all(projectors.map((projector) => projector.finished))));
  // Whoever waits for neither must not bring the process down by that.
  finished.catch(() => {});

  const stop = (how: 'drain' | 'drop'): Promise<void> => {
    stopping = how;
    for (const projector of projectors) projector[how]();
    return finished.catch(() => {});
  };

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
  };
};

const harmless = (listener: () => void): void => {
  try {
    listener();
  } catch {
    // A listener can never break the work.
  }
};
