import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerSeat } from '../protocol/wire.ts';
import { endGroup } from './end-group.ts';

/** Beside us, among the sources as in a bundle. */
const THREAD = new URL(`watchdog-thread${extname(import.meta.filename)}`, import.meta.url);

/**
 * Asks the runner without end whether to stop, in a thread of its own, so that an agent that never lets go of its
 * thread cannot keep a worker alive that nobody waits for. Silence of the runner, or its word that this attempt is
 * over, ends the worker with all that it started.
 */
export const startWatchdog = (seat: WorkerSeat, onStop: () => void): void => {
  const thread = new Worker(THREAD, { workerData: seat, env: {} });
  thread.once('message', onStop);
  thread.once('error', endGroup);
  thread.unref();
};
