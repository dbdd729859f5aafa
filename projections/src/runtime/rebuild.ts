import type { Kysely, Transaction } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type Checkpoint, type CheckpointKey } from './checkpoint.ts';
import { alone, dropBeside, installBeside } from './install.ts';
import type { Projection } from './projection.ts';

/** A rebuild cannot begin, or there is none to cancel; the message says what to do. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}

/** What the database has of one projection. */
export interface Kept {
  /** The rows that are read; undefined before they were installed. */
  readonly live: Checkpoint | undefined;
  /** The rows that are built beside them. */
  readonly beside: Checkpoint | undefined;
}

/** Of each projection by its name. */
export const keptOf = async (db: Kysely<ReadModels>): Promise<ReadonlyMap<string, Kept>> => {
  const rows = await db
    .selectFrom('projection')
    .select(['name', 'version', 'generation', 'position', 'live'])
    .orderBy('name')
    .execute();
  const names = new Set(rows.map(({ name }) => name));
  const of = (name: string, live: boolean) => rows.find((row) => row.name === name && row.live === live);
  return new Map([...names].map((name) => [name, { live: of(name, true), beside: of(name, false) }]));
};

/** Whether the rows beside are those of a rebuild, not of a new version. */
export const isRebuilt = ({ live, beside }: Kept): boolean =>
  live !== undefined && beside !== undefined && live.version === beside.version;

/** Makes place for the rows of all of them, or of none. @throws RebuildRefused */
export const beginRebuilds = (
  db: Kysely<ReadModels>,
  projections: readonly Projection[],
): Promise<readonly CheckpointKey[]> =>
  db.transaction().execute(async (trx) => {
    await alone(trx);
    const kept = await keptOf(trx);
    const begun: CheckpointKey[] = [];
    for (const projection of projections) {
      const { name, version } = projection;
      const generation = freeGeneration(projection, kept.get(name));
      await installBeside(trx, projection, generation);
      begun.push({ name, version, generation });
    }
    return begun;
  });

/** Drops the rows that are made anew, and leaves those that are read. @throws RebuildRefused where there are none */
export const cancelRebuilds = (db: Kysely<ReadModels>, names: readonly string[]): Promise<readonly CheckpointKey[]> =>
  db.transaction().execute(async (trx) => {
    await alone(trx);
    const kept = await keptOf(trx);
    return Promise.all(names.map((name) => cancelled(trx, name, kept.get(name))));
  });

const freeGeneration = ({ name, version }: Projection, kept: Kept | undefined): number => {
  const { live, beside } = kept ?? {};
  if (!live) throw new RebuildRefused(`There are no rows of ${name} yet: they are made by themselves`);
  if (beside && beside.version !== live.version)
    throw new RebuildRefused(
      `Version ${beside.version} of ${name} is being built already and takes the place of version ${live.version} by itself`,
    );
  if (beside)
    throw new RebuildRefused(
      `${name} is being rebuilt already: wait for it, or drop it with pagewright projections rebuild ${name} --cancel`,
    );
  if (live.version !== version)
    throw new RebuildRefused(
      `The rows of ${name} are of version ${live.version}, and this API makes version ${version}: let all processes of the API be of one release first`,
    );
  return live.generation + 1;
};

const cancelled = async (
  trx: Transaction<ReadModels>,
  name: string,
  kept: Kept | undefined,
): Promise<CheckpointKey> => {
  const { beside } = kept ?? {};
  if (!kept || !beside || !isRebuilt(kept))
    throw new RebuildRefused(`${name} is not being rebuilt: pagewright projections list shows what is`);
  if (!(await dropBeside(trx, beside)))
    throw new RebuildRefused(`The new rows of ${name} are read already: there is nothing to drop`);
  const { version, generation } = beside;
  return { name, version, generation };
};
