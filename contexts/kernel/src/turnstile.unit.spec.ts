import { describe, expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the turnstile', () => {
  it('lets the callers of one name in one after the other, in the order they came', async () => {
    const pass = createTurnstile();
    const log: string[] = [];
    const caller = (name: string) =>
      pass(['stream'], async () => {
        log.push(`${name} in`);
        await tick();
        log.push(`${name} out`);
        return name;
      });
    expect(await Promise.all([caller('a'), caller('b'), caller('c')])).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('keeps callers of other names waiting for nobody', async () => {
    const pass = createTurnstile();
    const first = Promise.withResolvers<void>();
    const blocked = pass(['one'], () => first.promise);
    expect(await pass(['two'], async () => 'through')).toBe('through');
    first.resolve();
    await blocked;
  });

  it('never lets two callers of several names wait for each other', async () => {
    const pass = createTurnstile();
    let inside = 0;
    const work = async () => {
      expect((inside += 1)).toBe(1);
      await tick();
      inside -= 1;
    };
    await Promise.all([pass(['a', 'b'], work), pass(['b', 'a'], work), pass(['b'], work), pass(['a', 'b', 'a'], work)]);
    expect(inside).toBe(0);
  });

  it('lets the next one in after a throw', async () => {
    const pass = createTurnstile();
    await expect(pass(['a'], () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await pass(['a'], async () => 'through')).toBe('through');
  });
});
