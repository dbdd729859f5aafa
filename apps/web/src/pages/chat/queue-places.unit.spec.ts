import { describe, expect, it } from 'vitest';
import { placeBefore } from './queue-places.ts';

const order = ['a', 'b', 'c'];

describe('a place in the queue', () => {
  it.each([
    ['c', 0, 'a'],
    ['c', 1, 'b'],
    ['a', 1, 'c'],
    ['a', 2, null],
  ])('%s is number %d when it goes before %s', (build, to, before) =>
    expect(placeBefore(order, build, to)).toBe(before),
  );
  it.each([
    ['b', 1],
    ['a', -1],
    ['c', 3],
    ['gone', 0],
  ])('%s does not move to %d', (build, to) => expect(placeBefore(order, build, to)).toBeUndefined());
});
