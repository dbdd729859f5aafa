import type { ClusterInfo } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { isSurelyLed } from './surely-led.ts';

const cluster = (leader: string | undefined, ...heardMsAgo: readonly number[]) => ({
  cluster: {
    name: 'pagewright',
    ...(leader === undefined ? {} : { leader }),
    replicas: heardMsAgo.map((ms, index) => ({
      name: `node-${index + 2}`,
      current: true,
      offline: false,
      active: ms * 1_000_000,
      lag: 0,
    })),
  } as ClusterInfo,
});

describe('an answer about a stream', () => {
  it.each([
    ['a server that is alone', {}, true],
    ['the leader of a stream without replicas', cluster('node-1'), true],
    ['a leader that hears both others', cluster('node-1', 90, 880), true],
    ['a leader that hears one of two', cluster('node-1', 60_000, 880), true],
    // As measured on nats-server 2.15.1 that was cut off.
    ['a leader that was cut off 4 s ago', cluster('node-1', 4_304, 4_300), false],
    ['one that was cut off and has given up', cluster(undefined, 20_047, 12_042, 12_038), false],
    ['a leader that hears one of four', cluster('node-1', 100, 9_000, 9_000, 9_000), false],
  ])('of %s counts: %#', (_of, info, counts) => {
    expect(isSurelyLed(info)).toBe(counts);
  });
});
