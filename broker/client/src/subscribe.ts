import type { Consumer, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { answer, DONE } from './answer.ts';
import { chosenTypes, typeOfSubject } from './chosen-types.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { dealWith } from './deal-with.ts';
import type { EventType } from './event-types.ts';
import { durableGone, isGone, openDurable, refused } from './open-durable.ts';
import { type Handler, type Settings, settingsOf, type SubscribeOptions } from './options.ts';
import { pause } from './pause.ts';
import { recentIds } from './recent-ids.ts';

const PULL_MS = 20_000;
/** Two missed ones, and we ask again. */
const HEARTBEAT_MS = 2_000;
const RETRY_MS = 500;
/** Signs of work within the wait for an ack: a missed one costs nothing. */
const SIGNS_OF_WORK = 3;
const NANOS_PER_MS = 1_000_000;
const REMEMBERED = 10_000;

/**
 * Hands one event after the other to the handler, in the order of the stream, until the signal aborts. None is fetched in
 * advance, so that several processes with the same credentials share the events; the order is then each one's own, as it
 * is after an event that has to be delivered again. An event may come twice where a process dies between its work and its
 * ack: its `id` tells. A repeat within this process is left out. A broker that goes away is waited for.
 * @throws SubscriptionError when it cannot begin, or when login or durable are gone
 */
export const subscribe = async <Type extends EventType = EventType>(
  options: SubscribeOptions<Type>,
  handler: Handler<Type>,
): Promise<void> => {
  const credentials = await readCredentials(options.credentials);
  const { connection, consumer } = await openDurable(credentials);
  try {
    const config = (await consumer.info(true)).config;
    const chosen = chosenTypes(options.types, config);
    const settings = settingsOf(options, config.max_deliver ?? -1);
    const ackWaitMs = (config.ack_wait ?? 0) / NANOS_PER_MS || 30_000;
    const handled = recentIds(REMEMBERED);
    while (!settings.signal.aborted) {
      if (connection.isClosed()) throw refused(credentials.user, await connection.closed());
      const message = await nextMessage(consumer, settings.signal).catch((error: unknown) =>
        afterSilence(error, { connection, consumer, credentials, settings }),
      );
      if (!message) continue;
      const sign = setInterval(() => message.working(), ackWaitMs / SIGNS_OF_WORK);
      try {
        const isChosen = chosen.has(typeOfSubject(message.subject));
        const verdict = isChosen ? await dealWith(message, handler, settings, handled) : DONE;
        await answer(connection, message, verdict);
      } finally {
        clearInterval(sign);
      }
    }
  } finally {
    await connection.close();
  }
};

const nextMessage = async (consumer: Consumer, signal: AbortSignal): Promise<JsMsg | undefined> => {
  const pull = await consumer.fetch({ max_messages: 1, expires: PULL_MS, idle_heartbeat: HEARTBEAT_MS });
  const stop = () => pull.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const message of pull) return message;
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** Nothing came although something should: the durable is gone for good, or the broker is away and is waited for. */
const afterSilence = async (
  error: unknown,
  of: {
    readonly connection: NatsConnection;
    readonly consumer: Consumer;
    readonly credentials: Credentials;
    readonly settings: Pick<Settings<EventType>, 'signal' | 'onTrouble'>;
  },
): Promise<undefined> => {
  const { signal, onTrouble } = of.settings;
  if (signal.aborted || of.connection.isClosed()) return;
  const fault = (await faultOf(of.consumer)) ?? error;
  if (isGone(fault)) throw durableGone(of.credentials, fault);
  if (signal.aborted || of.connection.isClosed()) return;
  onTrouble({ error: fault, event: undefined, againInMs: RETRY_MS });
  await pause(RETRY_MS, signal);
};

/** What is wrong with the durable itself, if anything is. */
const faultOf = async (consumer: Consumer): Promise<unknown> => {
  try {
    await consumer.info();
    return undefined;
  } catch (error) {
    return error;
  }
};
