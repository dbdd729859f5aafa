import { type FeedBatch, type Recorded, position } from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

const batch = (from: number, to: number, caughtUp = false): FeedBatch => ({
  events: Array.from({ length: to - from + 1 }, (_, index) => ({ meta: { position: from + index } }) as Recorded),
  position: position(to),
  caughtUp,
  bytes: (to - from + 1) * 10,
});
const positions = ({ events }: FeedBatch): number[] => events.map(({ meta }) => meta.position);

async function* of(...batches: readonly FeedBatch[]): AsyncGenerator<FeedBatch> {
  yield* batches;
}
/** Until everything that can go on without the caller has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const MANY = { events: 100, bytes: Infinity };

describe('reading ahead', () => {
  it('gives every event once and in order, and the position and state of the last batch, however slow the caller', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        async (sizes, most) => {
          let at = 0;
          const batches = sizes.map((size, index) => {
            const made = batch(at + 1, at + size, index === sizes.length - 1);
            at += size;
            return made;
          });
          const got: FeedBatch[] = [];
          for await (const one of readAhead(of(...batches), { events: most, bytes: Infinity })) {
            got.push(one);
            if (got.length % 2) await settled();
          }
          expect(got.flatMap(positions)).toEqual(Array.from({ length: at }, (_, index) => index + 1));
          expect(got.at(-1)?.position).toBe(batches.at(-1)?.position);
          expect(got.at(-1)?.caughtUp).toBe(batches.at(-1)?.caughtUp);
          for (const { events } of got) expect(events.length).toBeLessThan(most + 5);
        },
      ),
    ));

  it('gives in one piece what has come while the caller was busy', async () => {
    const reading = readAhead(of(batch(1, 2), batch(3, 3), batch(4, 6, true)), MANY);
    await reading.next();
    await settled();
    const rest: FeedBatch[] = [];
    for await (const one of reading) rest.push(one);
    expect(rest.flatMap(positions).at(-1)).toBe(6);
    expect(rest.length).toBeLessThanOrEqual(1);
  });

  it('throws what the source throws, after all that came before it', async () => {
    const broken = async function* (): AsyncGenerator<FeedBatch> {
      yield batch(1, 2);
      yield batch(3, 4);
      throw new Error('the log is damaged');
    };
    const got: number[] = [];
    const read = async () => {
      for await (const one of readAhead(broken(), MANY)) got.push(...positions(one));
    };
    await expect(read()).rejects.toThrow('the log is damaged');
    expect(got).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['events', { events: 5, bytes: Infinity }],
    ['bytes', { events: Infinity, bytes: 50 }],
  ])('stops asking when enough %s wait, and when the caller has gone', async (_what, most) => {
    let asked = 0;
    const endless = async function* (): AsyncGenerator<FeedBatch> {
      for (;;) {
        asked += 1;
        yield batch(asked, asked);
      }
    };
    const reading = readAhead(endless(), most);
    await reading.next();
    await settled();
    expect(asked).toBeLessThanOrEqual(7);
    await reading.return(undefined);
    const before = asked;
    await settled();
    expect(asked).toBeLessThanOrEqual(before + 1);
  });
});
