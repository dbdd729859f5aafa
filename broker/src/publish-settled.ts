import { setTimeout as pause } from 'node:timers/promises';
import { errors } from '@nats-io/transport-node';
import { isInFlight } from './nats-errors.ts';

const TRIES = 40;
const LONGEST_PAUSE_MS = 100;

/**
 * Publishes, and waits while another write to the same place is on its way to the replicas: until it is there or gone,
 * "somebody was first" would be a guess. What the publish itself throws is passed on.
 * @throws TimeoutError when the other write does not come to an end either
 */
export const publishSettled = async <Ack>(publish: () => Promise<Ack>): Promise<Ack> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await publish();
    } catch (error) {
      if (!isInFlight(error)) throw error;
      if (tries >= TRIES) throw new errors.TimeoutError({ cause: error });
    }
    await pause(Math.min(2 ** tries, LONGEST_PAUSE_MS) * (0.5 + Math.random()));
  }
};
