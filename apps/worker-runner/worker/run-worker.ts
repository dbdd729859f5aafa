import { text } from 'node:stream/consumers';
import type { BuildStep } from '@pagewright/kernel';
import { type WorkerJob, workerSeat } from '../protocol/wire.ts';
import type { Agent } from './agents/agent.ts';
import { doJob } from './do-job.ts';
import { RunnerClient } from './runner-client.ts';
import { openStatusDoor } from './status-door.ts';
import { startWatchdog } from './watchdog.ts';

/**
 * The program in the cage: takes its place from standard input, waits for one job, does it, ends. It knows the runner
 * that spawned it and nothing else. A fault of its own ends it with code 1: the runner counts that as a crash.
 */
export const runWorker = async (agents: readonly Agent[]): Promise<void> => {
  const seat = workerSeat.parse(JSON.parse(await text(process.stdin)));
  const stop = new AbortController();
  const ask = (): void => stop.abort(new Error('The build was stopped'));
  let job: WorkerJob | undefined;
  let step: BuildStep | null = null;

  startWatchdog(seat, ask);
  const door = await openStatusDoor(
    seat.token,
    () => ({
      status: stop.signal.aborted ? 'stopping' : job ? 'running' : 'waiting',
      build: job?.build ?? null,
      attempt: job?.attempt ?? null,
      step,
    }),
    ask,
  );
  const client = new RunnerClient(seat);
  job = await client.job(door);
  await doJob({ client, agents, stop: stop.signal, onStep: (now) => (step = now) }, job);
  process.exit(0);
};
