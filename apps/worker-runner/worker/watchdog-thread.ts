import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerSeat } from '../protocol/wire.ts';
import { endGroup } from './end-group.ts';

const watch = (seat: WorkerSeat): void => {
  const silence = setTimeout(endGroup, seat.silence);
  void ask(seat, () => void silence.refresh());
};

const ask = async ({ runner, token, silence }: WorkerSeat, onHeard: () => void): Promise<void> => {
  for (let told = false; ;) {
    const signal = AbortSignal.timeout(silence);
    try {
      const response = await fetch(`${runner}/v1/stop`, { headers: { authorization: `Bearer ${token}` }, signal });
      if (response.status === 409) endGroup();
      // A stranger on the runner's port knows no token of ours: that is silence too.
      if (response.ok) {
        const answer: unknown = await response.json();
        const stop = typeof answer === 'object' && answer !== null && 'stop' in answer && answer.stop === true;
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

// The seat was checked before it was handed over; no parser is loaded here, since every worker pays for it.
watch(workerData as WorkerSeat);
