import { describe, expect, it } from 'vitest';
import { type Lane, TurnTimeout, Turns } from './turns.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Takes turns that end at once, and tells the order in which they came. */
const recorder = (turns: Turns) => {
  const order: string[] = [];
  const ask = async (lane: Lane, name: string): Promise<void> => {
    const end = await turns.take(lane);
    order.push(name);
    end();
  };
  return { order, ask };
};

describe('turns on the one connection', () => {
  it('let everything that waits read before the next transaction, and then the transaction before later reads', async () => {
    const turns = new Turns(1_000);
    const { order, ask } = recorder(turns);
    const end = await turns.take('transaction');
    void ask('transaction', 'batch 2');
    void ask('statement', 'read 1');
    void ask('transaction', 'batch 3');
    void ask('statement', 'read 2');
    end();
    void ask('statement', 'read 3');
    await settle();
    expect(order).toEqual(['read 1', 'read 2', 'batch 2', 'read 3', 'batch 3']);
  });

  it('do not let a stream of reads keep a transaction out', async () => {
    const turns = new Turns(1_000);
    const { order, ask } = recorder(turns);
    const end = await turns.take('statement');
    void ask('statement', 'read 1');
    void ask('transaction', 'batch');
    void ask('statement', 'read 2');
    end();
    await settle();
    expect(order.indexOf('batch')).toBeLessThanOrEqual(1);
  });

  it('are given one at a time', async () => {
    const turns = new Turns(1_000);
    let inside = 0;
    let most = 0;
    const work = async (lane: Lane): Promise<void> => {
      const end = await turns.take(lane);
      most = Math.max(most, (inside += 1));
      await settle();
      inside -= 1;
      end();
      end();
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => work(index % 3 === 0 ? 'transaction' : 'statement')));
    expect(most).toBe(1);
  });

  it('say so instead of hanging when a transaction waits for itself', async () => {
    const turns = new Turns(20);
    const end = await turns.take('transaction');
    await expect(turns.take('statement')).rejects.toThrow(TurnTimeout);
    end();
    await expect(turns.take('statement')).resolves.toBeTypeOf('function');
  });
});
