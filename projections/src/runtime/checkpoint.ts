import type { ExpressionBuilder, Selectable } from 'kysely';
import type { ReadModels } from '../tables.ts';
import type { CheckpointTable } from './checkpoint-table.ts';

/** What tells one checkpoint from every other. */
export type CheckpointKey = Pick<Selectable<CheckpointTable>, 'name' | 'version' | 'generation'>;

/** Where a projector goes on. */
export type Checkpoint = CheckpointKey & Pick<Selectable<CheckpointTable>, 'position' | 'live'>;

/** The checkpoint was not where it was left: another projector is active, or other rows took the place of these. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Condition that lets through this one row. */
export const isCheckpoint =
  ({ name, version, generation }: CheckpointKey) =>
  (table: ExpressionBuilder<ReadModels, 'projection'>) =>
    table.and({ name, version, generation });

/** Schema that rows are built in while others are read. */
export const besideSchema = ({ name, version, generation }: CheckpointKey): string =>
  `beside_${name}_v${version}${generation === 0 ? '' : `_${generation}`}`;
