import type { ActivityPart } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import { activityBatch, LIMITS } from '../protocol/wire.ts';
import { ActivitySender } from './activity-sender.ts';

const text = (words: string): ActivityPart => ({ kind: 'text', text: words });

const collecting = () => {
  const batches: { first: number; parts: readonly unknown[] }[] = [];
  const client = { activity: async (first: number, parts: readonly unknown[]) => void batches.push({ first, parts }) };
  return { batches, sender: new ActivitySender(client) };
};

describe('What a worker says', () => {
  it('is sent in order, numbered without a gap, in few requests', async () => {
    const { batches, sender } = collecting();
    for (let line = 0; line < 500; line += 1) sender.say(text(String(line)));
    await sender.flush();
    expect(batches.flatMap(({ parts }) => parts)).toEqual(Array.from({ length: 500 }, (_, line) => text(String(line))));
    let next = 0;
    for (const { first, parts } of batches) {
      expect(first).toBe(next);
      next += parts.length;
    }
    expect(batches.length).toBeLessThan(10);
  });

  it('is cut to what the runner takes', async () => {
    const { batches, sender } = collecting();
    sender.say(text('x'.repeat(LIMITS.partText + 5)));
    sender.say({
      kind: 'step',
      id: 'a',
      state: 'done',
      verb: 'v'.repeat(99),
      text: 't'.repeat(9_999),
      path: 'p'.repeat(9_999),
      detail: 'd'.repeat(9_999),
    });
    await sender.flush();
    for (const batch of batches) expect(activityBatch.safeParse(batch).success).toBe(true);
  });

  it('tells at the end that the runner took no more', async () => {
    const sender = new ActivitySender({ activity: () => Promise.reject(new Error('no')) });
    sender.say(text('x'));
    await expect(sender.flush()).rejects.toThrow('no');
  });
});
