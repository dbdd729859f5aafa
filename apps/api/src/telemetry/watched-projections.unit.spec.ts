import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import { UNWATCHED } from '@pagewright/kernel/adapters/telemetry';
import type { Projection } from '@pagewright/projections';
import { describe, expect, it } from 'vitest';
import { watchedProjection } from './watched-projections.ts';

describe('A read model that is watched', () => {
  const outcomesOf = async (prepare: Projection['prepare']): Promise<readonly string[]> => {
    const outcomes: string[] = [];
    const watcher: Watcher = { ...UNWATCHED, note: (_, { outcome }) => void outcomes.push(outcome) };
    const model: Projection = { name: 'sites', version: 1, handles: [], tables: [], prepare };
    const applied = watchedProjection(model, watcher)
      .prepare([], {} as never)
      .then((apply) => apply({} as never));
    await applied.catch((error: unknown) => expect(error).toEqual(new Error('no such blob')));
    return outcomes;
  };
  const fails = () => Promise.reject(new Error('no such blob'));

  it.each([
    ['written', async () => async () => undefined, ['done']],
    ['not read', fails, ['failed']],
    ['not written', async () => fails, ['failed']],
  ] as const)('tells of a batch that was %s', async (_, prepare, outcomes) =>
    expect(await outcomesOf(prepare)).toEqual(outcomes),
  );
});
