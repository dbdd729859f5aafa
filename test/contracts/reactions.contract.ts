import { type EventStore, NO_STREAM, type Reactions, type Recorded } from '@pagewright/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { settle } from './event-store.contract.ts';
import { added, freshLedger, opened } from './ledger.ts';

export interface ReactionsUnderTest extends AsyncDisposable {
  readonly events: EventStore;
  readonly reactions: Reactions;
  /** Whether events come again now and then although they were handled. */
  readonly redelivers: boolean;
}

const OPENED = [{ kind: 'ledger', type: 'Opened' }] as const;
const BOTH = [...OPENED, { kind: 'ledger', type: 'Claimed' }] as const;

/** The policies that the broker under test needs. */
export const POLICIES = [
  { name: 'policy-all', types: OPENED },
  { name: 'policy-both', types: BOTH },
  { name: 'policy-retry', types: OPENED },
  { name: 'policy-resume', types: OPENED },
  { name: 'policy-shared', types: OPENED },
] as const;

/** What a policy can count on: every event of its types, at least once, for ever. */
export const describeReactions = (name: string, make: () => Promise<ReactionsUnderTest>): void => {
  describe(`reactions: ${name}`, () => {
    let subject: ReactionsUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const append = async (count: number): Promise<readonly string[]> => {
      const streams = Array.from({ length: count }, freshLedger);
      for (const stream of streams) {
        await settle(subject.events, [{ stream, expected: NO_STREAM, events: [opened(), added()] }]);
      }
      return streams;
    };
    const collecting = () => {
      const seen: Recorded[] = [];
      const handler = async (event: Recorded) => void seen.push(event);
      const all = (streams: readonly string[]) =>
        waitFor(() => streams.every((stream) => seen.some(({ meta }) => meta.stream === stream)), {
          what: 'every event to be handled',
        });
      return { seen, handler, all };
    };

    it('hands over what was stored before and what comes after, of its types only', async () => {
      const before = await append(5);
      const { seen, handler, all } = collecting();
      await using running = await subject.reactions.react('policy-all', OPENED, handler);
      await running.ready;
      const after = await append(5);
      await all([...before, ...after]);
      expect(seen.every(({ type, meta }) => type === 'Opened' && meta.aggregateVersion === 1)).toBe(true);
      if (!subject.redelivers) expect(seen.filter(({ meta }) => before.includes(meta.stream))).toHaveLength(5);
    });

    it('tries an event again until it succeeds, and lets others pass meanwhile', async () => {
      const { seen, handler, all } = collecting();
      const failing = new Set<string>();
      let failures = 0;
      await using running = await subject.reactions.react('policy-retry', OPENED, async (event) => {
        if (failing.has(event.meta.stream) && (failures += 1) <= 3) throw new Error('not yet');
        await handler(event);
      });
      await running.ready;
      const bad = freshLedger();
      failing.add(bad);
      await settle(subject.events, [{ stream: bad, expected: NO_STREAM, events: [opened()] }]);
      const others = await append(5);
      await all([...others, bad]);
      expect(failures).toBeGreaterThan(3);
      expect(seen.findIndex(({ meta }) => meta.stream === bad)).toBeGreaterThanOrEqual(5);
    });

    it('goes on where it was after it was stopped', async () => {
      const first = collecting();
      const running = await subject.reactions.react('policy-resume', OPENED, first.handler);
      const before = await append(3);
      await first.all(before);
      await running.gracefulShutdown();
      await running.finished;
      const meanwhile = await append(3);
      const second = collecting();
      await using _again = await subject.reactions.react('policy-resume', OPENED, second.handler);
      await second.all(meanwhile);
      expect(first.seen.some(({ meta }) => meanwhile.includes(meta.stream))).toBe(false);
      if (!subject.redelivers) expect(second.seen.some(({ meta }) => before.includes(meta.stream))).toBe(false);
    });

    it('hands over several types', async () => {
      const { seen, handler, all } = collecting();
      await using _running = await subject.reactions.react('policy-both', BOTH, handler);
      const stream = freshLedger();
      const claimed = { type: 'Claimed', data: { by: 'ada' } };
      await settle(subject.events, [{ stream, expected: NO_STREAM, events: [opened(), added(), claimed] }]);
      await all([stream]);
      await waitFor(() => seen.some(({ type }) => type === 'Claimed'), { what: 'the second type' });
      expect(seen.some(({ type }) => type === 'Added')).toBe(false);
    });
  });
};
