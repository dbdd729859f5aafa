import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type Checkpoint, type CheckpointKey, isCheckpoint } from './checkpoint.ts';
import type { Projection } from './projection.ts';

/** Which rows of a projection a projector makes. */
export interface Seat {
  /** Whoever holds this activity lock is the active one. */
  readonly lock: string;
  /** Left once its rows are read, and by whoever finds it taken or gone. */
  readonly isPassing: boolean;
  /** Where to go on; undefined where there are no such rows. */
  checkpoint(connection: Kysely<ReadModels>): Promise<Checkpoint | undefined>;
}

/** The rows of this program's version: those that are read, else those that are to take their place. */
export const liveSeat = ({ name, version }: Projection): Seat => ({
  lock: lockOf({ name, version }),
  isPassing: false,
  checkpoint: (connection) =>
    checkpoints(connection)
      .where('name', '=', name)
      .where('version', '=', version)
      .orderBy('live', 'desc')
      .limit(1)
      .executeTakeFirst(),
});

/** The rows that are made anew beside those of the same version. */
export const rebuildSeat = (key: CheckpointKey): Seat => ({
  lock: `${lockOf(key)}/rebuild`,
  isPassing: true,
  checkpoint: (connection) =>
    checkpoints(connection).where(isCheckpoint(key)).where('live', '=', false).executeTakeFirst(),
});

const lockOf = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `projection/${name}/${version}`;

const checkpoints = (connection: Kysely<ReadModels>) =>
  connection.selectFrom('projection').select(['name', 'version', 'generation', 'position', 'live']);
