import {
  type DeadLetter,
  type QueuedItem,
  type Running,
  type WorkItem,
  type WorkQueue,
  type WorkVerdict,
} from '@pagewright/kernel';
import { pauseAfter } from '../events/reactions.ts';
import { aborted, running } from '../running.ts';
import { jobSubject } from '../subjects.ts';
import { BUILD_QUEUE, type QueueSpec } from '../topology/topology.ts';
import type { Clock } from './clock.ts';
import { type Faults, NO_FAULTS } from './faults.ts';

interface Entry {
  readonly sequence: number;
  readonly queue: string;
  readonly id: string;
  readonly body: string;
  /** When it was put, RFC 3339. */
  readonly time: string;
  deliveries: number;
  state: 'waiting' | 'working' | 'pausing';
}

export interface MemoryWorkQueueOptions {
  readonly clock: Clock;
  readonly faults?: Faults;
  /** Besides `build`. */
  readonly queues?: readonly QueueSpec[];
}

const itemOf = ({ queue, id: itemId, body, sequence, time }: Entry): QueuedItem => ({
  id: `${queue}.${itemId}.${sequence}`,
  queue,
  itemId,
  body: JSON.parse(body) as unknown,
  sequence,
  time,
});

const DUPLICATE_WINDOW_MS = 2 * 60_000;
const REDELIVERY_MS = 2;
const GIVEN_BACK: WorkVerdict = { type: 'retry', delayMs: 0, reason: 'the consumer ended' };

/** Work in memory: one order per queue, attempts and pauses as the queue's specification has them. */
export const createMemoryWorkQueue = (options: MemoryWorkQueueOptions): WorkQueue => {
  const { clock, faults = NO_FAULTS, queues = [] } = options;
  const specs = new Map([BUILD_QUEUE, ...queues].map((spec) => [spec.name, spec]));
  const entries = new Set<Entry>();
  const dedup = new Map<string, number>();
  const letters: Omit<DeadLetter, 'state'>[] = [];
  const settled = new Map<string, 'replayed' | 'dropped'>();
  const waiting = new Set<() => void>();
  let sequence = 0;

  const specOf = (queue: string): QueueSpec => {
    const spec = specs.get(queue);
    if (!spec) throw new Error(`There is no queue "${queue}"`);
    return spec;
  };
  const wake = () => {
    for (const callback of waiting) queueMicrotask(callback);
  };
  const put: WorkQueue['put'] = async ({ queue, id, body, dedupId }) => {
    jobSubject(queue, id);
    if (dedupId !== undefined) {
      if (clock.now() - (dedup.get(dedupId) ?? Number.NEGATIVE_INFINITY) < DUPLICATE_WINDOW_MS) return;
      dedup.set(dedupId, clock.now());
    }
    sequence += 1;
    const time = new Date(clock.now()).toISOString();
    entries.add({ sequence, queue, id, body: JSON.stringify(body ?? null), time, deliveries: 0, state: 'waiting' });
    wake();
  };
  const take = (queue: string): Entry | undefined => {
    const own = [...entries].filter((entry) => entry.queue === queue);
    if (own.filter(({ state }) => state !== 'waiting').length >= specOf(queue).maxAckPending) return undefined;
    return own.find(({ state }) => state === 'waiting');
  };
  const giveBack = (entry: Entry, delayMs: number) => {
    if (!entries.has(entry)) return;
    entry.state = 'pausing';
    clock.after(delayMs, () => {
      entry.state = 'waiting';
      wake();
    });
  };

  const isLast = ({ queue, deliveries }: Entry): boolean => {
    const { backoffMs } = specOf(queue);
    return backoffMs.length > 0 && deliveries > backoffMs.length;
  };
  const settle = (entry: Entry, verdict: WorkVerdict): void => {
    if (verdict.type === 'retry' && !isLast(entry)) giveBack(entry, verdict.delayMs);
    else if (entries.delete(entry) && verdict.type !== 'done') file(entry, verdict.reason);
  };
  const file = ({ queue, id: itemId, body, deliveries, sequence: at }: Entry, reason: string) => {
    const time = new Date(clock.now()).toISOString();
    const letter = { queue, itemId, body: JSON.parse(body) as unknown, reason, deliveries, sequence: at, time };
    letters.push({ id: `${queue}.${itemId}.${at}`, ...letter });
  };

  const work = async (entry: Entry, handler: (item: WorkItem) => Promise<WorkVerdict>, signal: AbortSignal) => {
    entry.state = 'working';
    entry.deliveries += 1;
    const { queue, id, deliveries } = entry;
    const item: WorkItem = { queue, id, body: JSON.parse(entry.body), deliveries, signal };
    // As after an ack that was lost or came too late.
    const again = faults.strikes('redelivery');
    let verdict: WorkVerdict;
    try {
      verdict = await Promise.race([handler(item), aborted(signal).then(() => GIVEN_BACK)]);
    } catch (error) {
      const { backoffMs } = specOf(queue);
      const delayMs = backoffMs[Math.min(deliveries, backoffMs.length) - 1] ?? pauseAfter(deliveries);
      verdict = { type: 'retry', delayMs, reason: error instanceof Error ? error.message : String(error) };
    }
    if (signal.aborted && verdict.type !== 'done') giveBack(entry, 0);
    else if (again && verdict.type === 'done' && !isLast(entry)) giveBack(entry, REDELIVERY_MS);
    else settle(entry, verdict);
  };

  const withState = (letter: Omit<DeadLetter, 'state'>): DeadLetter => ({
    ...letter,
    state: settled.get(letter.id) ?? 'waiting',
  });
  const lettersOf = (queue: string) => letters.filter((letter) => letter.queue === queue).map(withState);
  const unsettled = (queue: string) => lettersOf(queue).filter(({ state }) => state === 'waiting');

  return {
    put,
    depth: async (queue) => [...entries].filter((entry) => entry.queue === queue).length,
    waiting: async function* (queue) {
      for (const entry of entries) if (entry.queue === queue) yield itemOf(entry);
    },
    oldest: async (queue) => [...entries].filter((entry) => entry.queue === queue).map(itemOf)[0],
    item: async (id) => [...entries].map(itemOf).find((item) => item.id === id),
    remove: async (id) => {
      const found = [...entries].find((entry) => itemOf(entry).id === id);
      return found && entries.delete(found) ? 'removed' : 'not-found';
    },
    consume: async (queue, concurrency, handler): Promise<Running> => {
      specOf(queue);
      return running(async ({ draining, dropping }, ready) => {
        const busy = new Set<Promise<void>>();
        const fill = () => {
          while (!draining.aborted && busy.size < concurrency) {
            const entry = take(queue);
            if (!entry) return;
            const turn = work(entry, handler, dropping).finally(() => {
              busy.delete(turn);
              wake();
            });
            busy.add(turn);
          }
        };
        waiting.add(fill);
        ready();
        fill();
        await aborted(draining);
        waiting.delete(fill);
        await Promise.race([Promise.allSettled(busy), aborted(dropping)]);
      });
    },
    deadLetters: {
      list: async (queue) => lettersOf(queue),
      count: async (queue) => unsettled(queue).length,
      newest: async (queue, most) => unsettled(queue).toReversed().slice(0, most),
      find: async (id) => letters.filter((letter) => letter.id === id).map(withState)[0],
      replay: async (id) => {
        const letter = letters.find((one) => one.id === id);
        if (!letter) return 'not-found';
        if (settled.has(id)) return 'already-replayed';
        settled.set(id, 'replayed');
        await put({ queue: letter.queue, id: letter.itemId, body: letter.body });
        return 'replayed';
      },
      drop: async (id) => {
        if (!letters.some((one) => one.id === id)) return 'not-found';
        if (settled.has(id)) return 'already-settled';
        settled.set(id, 'dropped');
        return 'dropped';
      },
    },
  };
};
