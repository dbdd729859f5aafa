import { describe, expect, it } from 'vitest';
import { newKey } from './key.ts';
import { traceparentOf } from './traceparent.ts';

describe('The traceparent of an intent', () => {
  it('has the id of its key, and another span each time it is tried', () => {
    const key = newKey();
    const [one, two] = [traceparentOf(key), traceparentOf(key)];
    expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(one?.split('-')[1]).toBe(key.replaceAll('-', ''));
    expect(two?.split('-')[1]).toBe(one?.split('-')[1]);
    expect(two?.split('-')[2]).not.toBe(one?.split('-')[2]);
  });

  it('is left out for a key that no trace could have', () => {
    expect(traceparentOf('my-key')).toBeNull();
    expect(traceparentOf('00000000-0000-0000-0000-000000000000')).toBeNull();
  });
});
