import type { EventAddress, Position, Reactions, Recorded } from '@pagewright/kernel';
import { pauseAfter } from '../events/reactions.ts';
import { aborted, running } from '../running.ts';
import type { Clock } from './clock.ts';
import { change } from './event-feed.ts';
import type { Faults } from './faults.ts';
import type { MemoryLog } from './log.ts';

/** Where a policy stands; outlives its handlers, as a durable reader does. */
interface Durable {
  place: Position;
  /** Events under way or waiting for another attempt. */
  readonly open: Map<Position, Recorded>;
}

export const createMemoryReactions = (
  log: MemoryLog,
  { faults, clock }: { readonly faults: Faults; readonly clock: Clock },
): Reactions => {
  const durables = new Map<string, Durable>();

  return {
    react: async (policy, types, handler) => {
      const durable = durables.get(policy) ?? { place: 0 as Position, open: new Map() };
      durables.set(policy, durable);
      return running(async ({ draining, dropping }, ready) => {
        const busy = new Set<Promise<void>>();
        const start = (event: Recorded, deliveries = 1): void => {
          const turn = deliver(event, deliveries).finally(() => busy.delete(turn));
          busy.add(turn);
        };
        const deliver = async (event: Recorded, deliveries: number): Promise<void> => {
          // Later, and after others that came after it.
          if (deliveries === 1 && faults.strikes('redelivery')) clock.after(1, () => start(event, 2));
          try {
            await handler(event);
            durable.open.delete(event.meta.position);
          } catch {
            clock.after(pauseAfter(deliveries), () => {
              if (!draining.aborted) start(event, deliveries + 1);
            });
          }
        };
        for (const event of durable.open.values()) start(event, 2);
        ready();
        for (;;) {
          if (draining.aborted) break;
          const { events, failure } = log.after(durable.place, 100, ({ kind, type }) => wanted(types, kind, type));
          for (const event of events) {
            durable.open.set(event.meta.position, event);
            start(event);
          }
          if (failure) {
            durable.place = events.at(-1)?.meta.position ?? durable.place;
            throw failure.error;
          }
          durable.place = log.coverage(durable.place, 100);
          if (log.last === durable.place) await change(log, draining);
        }
        if (!dropping.aborted) await Promise.race([Promise.allSettled(busy), aborted(dropping)]);
      });
    },
  };
};

const wanted = (types: readonly EventAddress[], kind: string, type: string): boolean =>
  types.some((one) => one.kind === kind && one.type === type);
