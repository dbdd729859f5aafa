import { parentPort, Worker, workerData } from 'node:worker_threads';
import { stopAnswer, type WorkerSeat, workerSeat } from '../protocol/wire.ts';

/**
 * Asks the runner without end whether to stop, in a thread of its own, so that an agent that never lets go of its
 * thread cannot keep a worker alive that nobody waits for. Silence of the runner, or its word that this attempt is
 * over, ends the worker with all that it started.
 */
export const startWatchdog = (seat: WorkerSeat, onStop: () => void): void => {
  const thread = new Worker(new URL(import.meta.url), { workerData: seat, env: {} });
  thread.once('message', onStop);
  thread.once('error', endGroup);
  thread.unref();
};

const CHECK_MS = 100;

const watch = (seat: WorkerSeat): void => {
  let heard = performance.now();
  setInterval(() => {
    if (performance.now() - heard > seat.silence) endGroup();
  }, CHECK_MS);
  void ask(seat, () => (heard = performance.now()));
};

const ask = async ({ runner, token, silence }: WorkerSeat, onHeard: () => void): Promise<void> => {
  for (let told = false; ;) {
    const signal = AbortSignal.timeout(silence);
    try {
      const response = await fetch(`${runner}/v1/stop`, { headers: { authorization: `Bearer ${token}` }, signal });
      if (response.status === 409) endGroup();
      // A stranger on the runner's port knows no token of ours: that is silence too.
      if (response.ok) {
        const { stop } = stopAnswer.parse(await response.json());
        onHeard();
        // A port of this process, not a window: it has no origin.
        // oxlint-disable-next-line unicorn/require-post-message-target-origin
        if (stop && !told) parentPort?.postMessage('stop');
        told ||= stop;
      } else await response.body?.cancel();
    } catch {
      // Silence is counted by the clock, whatever its reason.
    }
    if (told || !signal.aborted) await new Promise((resolve) => setTimeout(resolve, told ? 500 : 20));
  }
};

/** The spawner made us the leader of a group; where somebody else started us, we end alone. */
const endGroup = (): void => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
};

if (parentPort && workerData) watch(workerSeat.parse(workerData));
