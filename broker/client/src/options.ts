import type { Credentials } from './credentials.ts';
import { SubscriptionError } from './errors.ts';
import type { EventType } from './event-types.ts';
import type { PublicEvent } from './public-event.ts';

/** What is known of one delivery of an event. */
export interface Delivery {
  /** 1 at the first time; deliveries to a process that died count too. */
  readonly attempt: number;
  /** Place in the stream: grows from event to event. */
  readonly sequence: number;
  /** Aborts when the subscription is told to end: the event may still be brought to its end. */
  readonly signal: AbortSignal;
}

/** Resolves when the event has been dealt with, which is acknowledged then; a throw has it delivered again later. */
export type Handler<Type extends EventType = EventType> = (
  event: PublicEvent<Type>,
  delivery: Delivery,
) => Promise<void> | void;

/** An event that was given up. */
export interface DeadLetter<Type extends EventType = EventType> {
  readonly event: PublicEvent<Type>;
  readonly error: unknown;
  readonly attempts: number;
}

/** Something went wrong and is tried again. */
export interface Trouble {
  readonly error: unknown;
  /** Id of the event that it was about; undefined where the broker did not answer. */
  readonly event: string | undefined;
  readonly againInMs: number;
}

export interface SubscribeOptions<Type extends EventType = EventType> {
  /** The file that `pagewright subscribers create` has written, or what it holds. */
  readonly credentials: string | Credentials;
  /** Only these are handed on; all that the package knows, unless told. Others are acknowledged and left out. */
  readonly types?: readonly Type[];
  /** Ends the subscription: the event at work is brought to its end, nothing more is taken. */
  readonly signal?: AbortSignal;
  /** After so many deliveries an event whose handler throws is given up; 5 unless told. */
  readonly attempts?: number;
  /** Pauses before it is delivered again, in milliseconds, the last of them for all that follow; 1 s to 2 min unless told. */
  readonly backoffMs?: readonly number[];
  /** Keeps what was given up, before the broker is told so; a throw is trouble. A process warning unless told. */
  readonly onDeadLetter?: (letter: DeadLetter<Type>) => Promise<void> | void;
  /** A process warning unless told. */
  readonly onTrouble?: (trouble: Trouble) => void;
}

/** The options, checked, with what is meant by those that were left out. */
export interface Settings<Type extends EventType> {
  readonly signal: AbortSignal;
  readonly attempts: number;
  /** The broker delivers nothing more often; 0 where it does so for ever. */
  readonly lastDelivery: number;
  readonly backoffMs: readonly number[];
  readonly onDeadLetter: (letter: DeadLetter<Type>) => Promise<void> | void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** @throws SubscriptionError `bad-option` */
export const settingsOf = <Type extends EventType>(
  options: SubscribeOptions<Type>,
  maxDeliver: number,
): Settings<Type> => {
  const { signal = new AbortController().signal, attempts = 5, backoffMs = [1_000, 5_000, 30_000, 120_000] } = options;
  const lastDelivery = Math.max(maxDeliver, 0);
  const most = lastDelivery || Number.MAX_SAFE_INTEGER;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > most) {
    throw new SubscriptionError('bad-option', `attempts is ${attempts}: it must be a whole number from 1 to ${most}`);
  }
  if (backoffMs.length === 0 || backoffMs.some((ms) => !(ms >= 0))) {
    throw new SubscriptionError('bad-option', 'backoffMs must be a list of milliseconds with at least one in it');
  }
  return {
    signal,
    attempts,
    lastDelivery,
    backoffMs,
    onDeadLetter:
      options.onDeadLetter ??
      (({ event, error, attempts: made }) =>
        warn(`the event ${event.id} (${event.type}) was given up after ${made} attempts: ${String(error)}`)),
    onTrouble:
      options.onTrouble ??
      (({ error, event, againInMs }) =>
        warn(
          `${event === undefined ? 'the broker' : `the event ${event}`}: ${String(error)}; again in ${againInMs} ms`,
        )),
  };
};

const warn = (text: string): void => process.emitWarning(text, { type: 'PagewrightEvents' });
