import { type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Running, type WorkItem, type WorkQueue, WorkUnavailable, type WorkVerdict } from '@pagewright/kernel';
import { pauseAfter } from '../events/reactions.ts';
import { isUnanswered } from '../nats-errors.ts';
import { publishSettled } from '../publish-settled.ts';
import { pullWork } from '../pull-work.ts';
import { JOBS_STREAM, jobFilter, jobSubject } from '../subjects.ts';
import { durableOf } from '../topology/topology.ts';
import { type OnTrouble, tell } from '../trouble.ts';
import { bodyOf } from './body.ts';
import { type DeadLetterOffice, createDeadLetterOffice } from './dead-letters.ts';

export interface WorkQueueOptions {
  readonly onTrouble?: OnTrouble;
  /** How often items are looked for that no consumer will get again, in milliseconds; five minutes unless told. */
  readonly reconcileMs?: number;
}

/** How often a queue tries an item, from its durable reader. */
interface Attempts {
  /** Undefined: for ever. */
  readonly most: number | undefined;
  readonly pauseMs: (deliveries: number) => number;
}

const NANOS_PER_MS = 1_000_000;

/** Work on a work-queue stream, one durable reader per queue (design: BROKER 4). */
export const createWorkQueue = async (nc: NatsConnection, options: WorkQueueOptions = {}): Promise<WorkQueue> => {
  const { onTrouble, reconcileMs = 5 * 60_000 } = options;
  const js = jetstream(nc);
  const jsm = await jetstreamManager(nc, { checkAPI: false });

  const put: WorkQueue['put'] = async ({ queue, id, body, dedupId }) => {
    const subject = jobSubject(queue, id);
    try {
      const options = dedupId === undefined ? {} : { msgID: dedupId };
      await publishSettled(() => js.publish(subject, JSON.stringify(body ?? null), options));
    } catch (cause) {
      if (!isUnanswered(cause)) throw cause;
      throw new WorkUnavailable(`The queue ${queue} does not answer`, { cause });
    }
  };
  const office = await createDeadLetterOffice(nc, put);

  const attemptsOf = async (queue: string): Promise<Attempts> => {
    const { config } = await jsm.consumers.info(JOBS_STREAM, durableOf(queue));
    const backoff = (config.backoff ?? []).map((nanos) => nanos / NANOS_PER_MS);
    return {
      most: (config.max_deliver ?? -1) > 0 ? config.max_deliver : undefined,
      pauseMs: (deliveries) => backoff[Math.min(deliveries, backoff.length) - 1] ?? pauseAfter(deliveries),
    };
  };

  return {
    put,
    depth: async (queue) => {
      const filter = jobFilter(queue);
      const { state } = await jsm.streams.info(JOBS_STREAM, { subjects_filter: filter });
      return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
    },
    waiting: office.waiting,
    oldest: office.oldest,
    item: office.item,
    remove: office.remove,
    consume: async (queue, concurrency, handler) => {
      const source = `queue ${queue}`;
      let attempts: Attempts | undefined;
      const handle = async (message: JsMsg, signal: AbortSignal): Promise<void> => {
        try {
          attempts ??= await attemptsOf(queue);
          await work(queue, message, { attempts, handler, office, signal, onTrouble });
        } catch (error) {
          // The broker, not the work: the item comes again when its ack is overdue.
          tell(onTrouble, { source, error });
        }
      };
      const pulling = pullWork(nc, {
        stream: JOBS_STREAM,
        durable: durableOf(queue),
        source,
        concurrency,
        onTrouble,
        handle,
      });
      return reconciling(pulling, reconcileMs, async () => {
        try {
          await office.reconcile(queue);
        } catch (error) {
          tell(onTrouble, { source, error, againInMs: reconcileMs });
        }
      });
    },
    deadLetters: office.letters,
  };
};

interface Working {
  readonly attempts: Attempts;
  readonly handler: (item: WorkItem) => Promise<WorkVerdict>;
  readonly office: DeadLetterOffice;
  readonly signal: AbortSignal;
  readonly onTrouble: OnTrouble | undefined;
}

const work = async (queue: string, message: JsMsg, { attempts, handler, office, signal, onTrouble }: Working) => {
  const id = message.subject.split('.').at(-1) ?? '';
  const deliveries = message.info.deliveryCount;
  const body = bodyOf(message.data);
  let verdict: WorkVerdict;
  try {
    verdict = await handler({ queue, id, body, deliveries, signal });
  } catch (error) {
    if (signal.aborted) return;
    const delayMs = attempts.pauseMs(deliveries);
    tell(onTrouble, { source: `queue ${queue}`, error, againInMs: delayMs });
    verdict = { type: 'retry', delayMs, reason: error instanceof Error ? error.message : String(error) };
  }
  if (signal.aborted && verdict.type !== 'done') return;
  const last = attempts.most !== undefined && deliveries >= attempts.most;
  if (verdict.type === 'retry' && last) verdict = { type: 'dead', reason: verdict.reason };

  switch (verdict.type) {
    case 'done':
      await message.ackAck();
      return;
    case 'retry':
      message.nak(verdict.delayMs);
      return;
    case 'dead':
      // The letter first: a crash in between gives a second attempt, never a lost item.
      await office.file({ queue, itemId: id, body, reason: verdict.reason, deliveries, sequence: message.seq });
      message.term(verdict.reason);
      return;
  }
};

/** Looks at once and then in the given rhythm for as long as the consumer runs. */
const reconciling = (consumer: Running, everyMs: number, look: () => Promise<void>): Running => {
  consumer.ready.then(look, () => undefined);
  const timer = setInterval(() => void look(), everyMs);
  const stop = () => clearInterval(timer);
  consumer.finished.then(stop, stop);
  return consumer;
};
