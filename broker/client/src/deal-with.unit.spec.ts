import type { JsMsg } from '@nats-io/jetstream';
import { describe, expect, it, vi } from 'vitest';
import { dealWith } from './deal-with.ts';
import { settingsOf, type SubscribeOptions } from './options.ts';
import { recentIds } from './recent-ids.ts';

const delivered = (attempt: number, id = 'e1') =>
  ({ json: () => ({ id }), info: { deliveryCount: attempt, streamSequence: 7 } }) as unknown as JsMsg;
const quiet = { credentials: 'x', attempts: 2, backoffMs: [10, 20], onTrouble: () => undefined };
const settings = (options: Partial<SubscribeOptions> = {}) => settingsOf({ ...quiet, ...options }, 5);
const fails = () => Promise.reject(new Error('no'));

describe('What becomes of a delivery', () => {
  it('is done, once: a repeat within the process does not reach the handler', async () => {
    const handler = vi.fn();
    const handled = recentIds(1);
    expect(await dealWith(delivered(1), handler, settings(), handled)).toBe('+ACK');
    expect(await dealWith(delivered(2), handler, settings(), handled)).toBe('+ACK');
    expect(handler).toHaveBeenCalledTimes(1);
    await dealWith(delivered(1, 'e2'), handler, settings(), handled);
    await dealWith(delivered(1), handler, settings(), handled);
    expect(handler).toHaveBeenCalledTimes(3);
  });

  it('is a later try until the attempts are used up, then a dead letter', async () => {
    const onDeadLetter = vi.fn();
    const given = settings({ onDeadLetter });
    expect(await dealWith(delivered(1), fails, given, recentIds(9))).toBe('-NAK {"delay":10000000}');
    expect(onDeadLetter).not.toHaveBeenCalled();
    expect(await dealWith(delivered(2), fails, given, recentIds(9))).toBe('+TERM no');
    expect(onDeadLetter).toHaveBeenCalledWith({ event: { id: 'e1' }, error: new Error('no'), attempts: 2 });
  });

  it('is a later try when nobody could keep the dead letter', async () => {
    expect(await dealWith(delivered(4), fails, settings({ onDeadLetter: fails }), recentIds(9))).toBe(
      '-NAK {"delay":20000000}',
    );
  });

  it('is a dead letter without a try at the last delivery, which processes have died of before', async () => {
    const handler = vi.fn();
    const onDeadLetter = vi.fn();
    expect(await dealWith(delivered(5), handler, settings({ onDeadLetter }), recentIds(9))).toMatch(
      /^\+TERM delivered 5/,
    );
    expect(handler).not.toHaveBeenCalled();
    expect(onDeadLetter).toHaveBeenCalledTimes(1);
  });
});
