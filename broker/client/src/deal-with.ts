import type { JsMsg } from '@nats-io/jetstream';
import { again, DONE, givenUp } from './answer.ts';
import type { EventType } from './event-types.ts';
import type { Handler, Settings } from './options.ts';
import type { PublicEvent } from './public-event.ts';
import type { RecentIds } from './recent-ids.ts';

/** Has the handler deal with one delivery, and answers what the broker is to be told of it. */
export const dealWith = async <Type extends EventType>(
  message: JsMsg,
  handler: Handler<Type>,
  settings: Settings<Type>,
  handled: RecentIds,
): Promise<string> => {
  const event = message.json<PublicEvent<Type>>();
  if (handled.has(event.id)) return DONE;
  const { deliveryCount: attempt, streamSequence: sequence } = message.info;
  // Whoever had it so often has died of it: this process shall not.
  const isLast = attempt === settings.lastDelivery && attempt > settings.attempts;
  try {
    if (isLast) throw new Error(`delivered ${attempt} times, and nobody has said what became of it`);
    await handler(event, { attempt, sequence, signal: settings.signal });
  } catch (error) {
    if (attempt < settings.attempts) return later(event.id, attempt, error, settings);
    try {
      await settings.onDeadLetter({ event, error, attempts: attempt });
    } catch (fault) {
      return later(event.id, attempt, fault, settings);
    }
    handled.add(event.id);
    return givenUp(error instanceof Error ? error.message : String(error));
  }
  handled.add(event.id);
  return DONE;
};

const later = (
  event: string,
  attempt: number,
  error: unknown,
  { backoffMs, onTrouble }: Pick<Settings<EventType>, 'backoffMs' | 'onTrouble'>,
): string => {
  const againInMs = backoffMs[Math.min(attempt, backoffMs.length) - 1] ?? 0;
  onTrouble({ error, event, againInMs });
  return again(againInMs);
};
