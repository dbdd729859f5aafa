import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { pause } from './pause.ts';

/** What becomes of a delivery, as JetStream's protocol writes it. */
export const DONE = '+ACK';
export const again = (ms: number): string => `-NAK ${JSON.stringify({ delay: Math.round(ms * 1_000_000) })}`;
export const givenUp = (reason: string): string => `+TERM ${reason}`;

const TRIES = 5;
const ANSWERED_WITHIN_MS = 2_000;
const RETRY_MS = 250;

/**
 * Tells the broker what became of a delivery until it says that it has heard: an answer that is lost with a connection
 * would have the event wait for the end of its ack wait. Gives up after a while: it is delivered again then.
 */
export const answer = async (connection: NatsConnection, message: JsMsg, verdict: string): Promise<void> => {
  // The client has it, and leaves it out of its types.
  const { reply } = message as JsMsg & { readonly reply: string };
  for (let attempt = 1; attempt <= TRIES && !connection.isClosed(); attempt += 1) {
    try {
      await connection.request(reply, verdict, { timeout: ANSWERED_WITHIN_MS });
      return;
    } catch {
      await pause(RETRY_MS, undefined);
    }
  }
};
