import type { Activity, RecordedActivity } from '@pagewright/kernel';
import { aborted } from '../running.ts';
import { activitySubject } from '../subjects.ts';
import type { Clock } from './clock.ts';

export const createMemoryActivity = (clock: Clock): Activity => {
  const parts: RecordedActivity[] = [];
  const waiting = new Set<() => void>();

  async function* subscribe({
    after,
    signal,
  }: {
    after: number;
    signal: AbortSignal;
  }): AsyncGenerator<RecordedActivity> {
    for (let place = after; ;) {
      if (signal.aborted) return;
      const next = parts.find(({ sequence }) => sequence > place);
      if (next) {
        place = next.sequence;
        yield next;
      } else {
        const more = Promise.withResolvers<void>();
        waiting.add(more.resolve);
        await Promise.race([more.promise, aborted(signal)]);
        waiting.delete(more.resolve);
      }
    }
  }

  return {
    publish: async (address, part) => {
      activitySubject(address.build, part.kind);
      const sequence = parts.length + 1;
      parts.push({ ...address, part, sequence, time: new Date(clock.now()).toISOString() });
      for (const resolve of waiting) resolve();
      return sequence;
    },
    read: async (build) => parts.filter((part) => part.build === build),
    last: async () => parts.length,
    subscribe,
  };
};
