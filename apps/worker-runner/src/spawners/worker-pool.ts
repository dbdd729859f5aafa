import { setTimeout as wait } from 'node:timers/promises';
import type { Seat } from '../gateway/seat.ts';
import type { WorkerGateway } from '../gateway/worker-gateway.ts';
import type { SpawnedWorker, Spawner } from './spawner.ts';

/** A worker with its place at the gateway; it does one attempt and ends. */
export interface SeatedWorker {
  readonly worker: SpawnedWorker;
  readonly seat: Seat;
}

/** Keeps workers started that have no job yet, so that a build begins without the start of a process. */
export interface WorkerPool extends AsyncDisposable {
  /** A warm worker if one is ready, else a new one. @throws when none can be started. */
  take(): Promise<SeatedWorker>;
}

export interface WorkerPoolOptions {
  readonly spawner: Spawner;
  readonly gateway: WorkerGateway;
  /** Workers kept warm. */
  readonly warm: number;
  /** Milliseconds without the runner after which a worker ends itself. */
  readonly silence: number;
  /** Told when a warm worker could not be started or ended by itself. */
  readonly warn: (sentence: string) => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const REFILL_AFTER_MS = 2_000;

/**
 * *Filling*: fewer warm workers than wanted, one is being started. *Full*: as many as wanted. One that ends before it
 * got a job leaves, and after a pause that doubles the pool fills again. *Closed*: all are killed, none is started.
 */
export const openWorkerPool = ({ spawner, gateway, warm, silence, warn }: WorkerPoolOptions): WorkerPool => {
  const ready = new Set<SeatedWorker>();
  let filling: Promise<void> | undefined;
  let closed = false;
  let pause = FIRST_PAUSE_MS;
  let again: NodeJS.Timeout | undefined;

  const start = async (): Promise<SeatedWorker> => {
    const { seat, token } = gateway.seat();
    return { seat, worker: await spawner.spawn({ runner: gateway.url, token, silence }) };
  };

  const fill = (): void => {
    if (closed || again || filling || ready.size >= warm) return;
    filling = start()
      .then(keep)
      .catch((raw: unknown) => later(raw instanceof Error ? raw.message : String(raw)))
      .finally(() => {
        filling = undefined;
        fill();
      });
  };

  const keep = (one: SeatedWorker): void => {
    if (closed) return end(one);
    ready.add(one);
    void watch(one);
  };

  const watch = async (one: SeatedWorker): Promise<void> => {
    const { code, signal, lastWords } = await one.worker.exited;
    if (ready.delete(one) && !closed) later(`A waiting worker ended (${signal ?? code}) ${lastWords}`);
  };

  const later = (sentence: string): void => {
    warn(`${sentence}; the next is started in ${pause / 1_000} s`);
    again = setTimeout(() => {
      again = undefined;
      fill();
    }, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };

  fill();
  return {
    take: async () => {
      const [one] = ready;
      if (one) ready.delete(one);
      // The one that is being started is not waited for: a start of one's own is as quick.
      const taken = one ?? (await start());
      pause = FIRST_PAUSE_MS;
      // A start costs as much processor time as a small build: the attempt has the machine first, but not for long.
      void Promise.race([taken.worker.exited, wait(REFILL_AFTER_MS, undefined, { ref: false })]).then(fill);
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearTimeout(again);
      await filling;
      const left = [...ready];
      for (const one of left) end(one);
      await Promise.all(left.map(({ worker }) => worker.exited));
    },
  };
};

const end = ({ seat, worker }: SeatedWorker): void => {
  seat.end();
  worker.kill('SIGKILL');
};
