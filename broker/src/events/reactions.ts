import { setTimeout as pause } from 'node:timers/promises';
import { type ConsumerConfig, type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type EventAddress, type EventCatalogue, type Reactions, UnreadableEvent } from '@pagewright/kernel';
import { askAgain } from '../ask-again.ts';
import { isConsumerNotFound, isUnanswered } from '../nats-errors.ts';
import { DurableMissing, pullWork } from '../pull-work.ts';
import { EVENTS_STREAM, eventTypeFilter } from '../subjects.ts';
import { type OnTrouble, tell } from '../trouble.ts';
import { readEvent } from './envelope.ts';

export interface ReactionsOptions {
  readonly catalogue: EventCatalogue;
  /** Handlers of one policy that run at once in this process; 8 unless told. */
  readonly concurrency?: number;
  readonly onTrouble?: OnTrouble;
}

const ANSWER_MS = 2_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;

/** Pause before another attempt after so many: doubling from 250 ms to a minute. */
export const pauseAfter = (deliveries: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(deliveries - 1, 20), LONGEST_PAUSE_MS);

/** Policies over the durable readers that the topology made for them. */
export const createReactions = async (
  nc: NatsConnection,
  { catalogue, concurrency = 8, onTrouble }: ReactionsOptions,
): Promise<Reactions> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });

  return {
    react: async (policy, types, handler) => {
      const source = `policy ${policy}`;
      /** A reader that has no leader just now is waited for, as it is when it loses one later. */
      const config = async (): Promise<ConsumerConfig> => {
        for (;;) {
          try {
            return (await askAgain(() => jsm.consumers.info(EVENTS_STREAM, policy), FIRST_PAUSE_MS)).config;
          } catch (error) {
            if (!isUnanswered(error) || nc.isClosed()) throw error;
            tell(onTrouble, { source, error, againInMs: FIRST_PAUSE_MS });
          }
          await pause(FIRST_PAUSE_MS);
        }
      };
      await demandFilters(policy, types, config);
      const handle = async (message: JsMsg): Promise<void> => {
        try {
          await handler(readEvent(message, catalogue));
        } catch (error) {
          if (error instanceof UnreadableEvent) {
            message.nak(LONGEST_PAUSE_MS);
            throw error;
          }
          const againInMs = pauseAfter(message.info.deliveryCount);
          tell(onTrouble, { source, error, againInMs });
          message.nak(againInMs);
          return;
        }
        // Without an answer the event comes again, which the handler has to bear anyway.
        await message.ackAck().catch(() => undefined);
      };
      return pullWork(nc, { stream: EVENTS_STREAM, durable: policy, source, concurrency, onTrouble, handle });
    },
  };
};

/** A durable that delivers other types than the policy asks for would lose events in silence. */
const demandFilters = async (
  policy: string,
  types: readonly EventAddress[],
  configOf: () => Promise<{ filter_subject?: string; filter_subjects?: string[] }>,
): Promise<void> => {
  const asked = types.map(({ kind, type }) => eventTypeFilter(kind, type)).toSorted();
  const config = await configOf().catch((cause: unknown) => {
    if (!isConsumerNotFound(cause)) throw cause;
    throw new DurableMissing(`${EVENTS_STREAM} has no reader "${policy}": apply the topology with it`, { cause });
  });
  const made = (config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : [])).toSorted();
  if (made.join(' ') !== asked.join(' ')) {
    throw new DurableMissing(
      `The reader "${policy}" delivers ${made.join(', ')} but the policy wants ${asked.join(', ')}: apply the topology with the policy's types`,
    );
  }
};
