import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { streamName } from './ids.ts';
import type { EventId, Position } from './message.ts';
import { type Snapshot, createSnapshotKeeper } from './snapshots.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tries no sooner again after a snapshot that was not kept than after one that was', async () => {
  const tried: number[] = [];
  const tooLarge = async (_stream: string, { head }: Snapshot) => {
    tried.push(head.version);
    throw new Error('too large');
  };
  const keeper = createSnapshotKeeper({ find: async () => undefined, keep: tooLarge }, { every: 16, pauseMs: 1_000 });
  const stream = streamName('ledger', 'l1');
  for (let version = 1; version <= 50; version += 1) {
    const head = { position: version as Position, version };
    keeper.moved(stream, version, () => ({
      stateVersion: 1,
      head,
      lastEvent: 'c:0' as EventId,
      state: {},
      commands: [],
    }));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(tried).toEqual([16, 32, 48]);
});
