export type { Observe, RunnerEvent } from './builds/runner-events.ts';
export { openSiteBus } from './builds/site-bus.ts';
export type { SiteCommands } from './builds/site-commands.ts';
export { type BuildPorts, type BuildSettings, type BuildsOptions, startBuilds } from './builds/start-builds.ts';
export { LocksBehindLog } from './builds/token-check.ts';
export { DEFAULT_LIMITS, type WorkerLimits } from './spawners/process/cage.ts';
export { openProcessSpawner, type ProcessSpawnerOptions } from './spawners/process/process-spawner.ts';
export type { SpawnedWorker, Spawner, WorkerExit } from './spawners/spawner.ts';
