import type { Scheduler, WorkQueue } from '@pagewright/kernel';
import { aborted, running } from '../running.ts';
import { scheduleSubject } from '../subjects.ts';
import type { Clock } from './clock.ts';
import { type Faults, NO_FAULTS } from './faults.ts';

interface Item {
  readonly queue: string;
  readonly id: string;
  readonly body: unknown;
  readonly at: Date;
}

export interface MemorySchedulerOptions {
  readonly clock: Clock;
  readonly faults?: Faults;
}

/** Deadlines in memory; what is due waits until somebody forwards. */
export const createMemoryScheduler = (
  work: Pick<WorkQueue, 'put'>,
  { clock, faults = NO_FAULTS }: MemorySchedulerOptions,
): Scheduler => {
  const scheduled = new Map<string, () => void>();
  const due: Item[] = [];
  const waiting = new Set<() => void>();
  const fire = (item: Item) => {
    due.push(item);
    for (const forward of waiting) queueMicrotask(forward);
  };

  return {
    scheduleOnce: async ({ queue, id, at, body }) => {
      const subject = scheduleSubject(queue, id);
      if (scheduled.has(subject)) return 'exists';
      const cancel = clock.after(Math.max(0, at.getTime() - clock.now()), () => {
        scheduled.delete(subject);
        fire({ queue, id, body, at });
      });
      scheduled.set(subject, cancel);
      return 'scheduled';
    },
    cancel: async (queue, id) => {
      const subject = scheduleSubject(queue, id);
      const cancel = scheduled.get(subject);
      if (!cancel) return 'gone';
      cancel();
      scheduled.delete(subject);
      return 'cancelled';
    },
    forwardDue: async () =>
      running(async ({ draining }, ready) => {
        const forward = () => {
          for (const { queue, id, body, at } of due.splice(0)) {
            const item = { queue, id, body, dedupId: `${scheduleSubject(queue, id)}@${at.toISOString()}` };
            void work.put(item);
            if (faults.strikes('redelivery')) clock.after(1, () => void work.put(item));
          }
        };
        waiting.add(forward);
        ready();
        forward();
        await aborted(draining);
        waiting.delete(forward);
      }),
  };
};
