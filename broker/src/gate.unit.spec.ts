import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

describe('the gate', () => {
  it('lets so many in at once, in order, also after a throw', async () => {
    const through = createGate(3);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        through(async () => {
          order.push(index);
          most = Math.max(most, (inside += 1));
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          if (index % 4 === 0) throw new Error('no');
          return index;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(inside).toBe(0);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });
});
