import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { Spawner } from './spawner.ts';

/** A spawner whose starts are measured, those of workers that are kept warm among them. */
export const watchedSpawner = (spawner: Spawner, watcher: Watcher): Spawner => ({
  name: spawner.name,
  spawn: (seat) =>
    watcher.watch({ name: 'worker_spawn', labels: { spawner: spawner.name } }, () => spawner.spawn(seat)),
  reap: () => spawner.reap(),
});
