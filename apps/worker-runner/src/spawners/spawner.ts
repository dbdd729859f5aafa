import type { WorkerSeat } from '../../protocol/wire.ts';

export type WorkerExit = { readonly code: number | null; readonly signal: string | null; readonly lastWords: string };

/** A worker that was started and, until `exited`, may be alive. */
export interface SpawnedWorker {
  /** Names it for people and on disk: `process 4711`. */
  readonly name: string;
  readonly startedAt: Date;
  /** Resolves when it is known dead with everything it started; never rejects. */
  readonly exited: Promise<WorkerExit>;
  /** Signals it and everything it started; harmless afterwards. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Starts the program in the cage. What it left when its runner died is ended by the next one, before it takes work. */
export interface Spawner {
  readonly name: string;
  spawn(seat: WorkerSeat): Promise<SpawnedWorker>;
  /** Ends what dead runners left behind and answers how many workers that were. */
  reap(): Promise<number>;
}
