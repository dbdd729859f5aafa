import type { StreamName } from '@pagewright/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Send, groupCommit } from './group-commit.ts';
import type { PreparedEvent } from './prepare.ts';
import type { Sent } from './send.ts';

const event = (stream: string, id: string): PreparedEvent => ({ stream: stream as StreamName, id }) as PreparedEvent;
const idsOf = (events: readonly PreparedEvent[]) => events.map(({ id }) => id);

/** A log that takes what is sent at the next turn, in one piece, unless told otherwise. */
const logWith = (answer: (events: readonly PreparedEvent[]) => Sent | Error | undefined = () => undefined) => {
  const stored: string[] = [];
  const sends: (readonly string[])[] = [];
  const send: Send = async (events) => {
    sends.push(idsOf(events));
    await new Promise((resolve) => setImmediate(resolve));
    const other = answer(events);
    if (other instanceof Error) throw other;
    if (other) return other;
    stored.push(...idsOf(events));
    return { status: 'stored', last: stored.length };
  };
  return { stored, sends, append: groupCommit(send) };
};

describe('group commit', () => {
  it('sends few appends one by one, at once', async () => {
    const { sends, append } = logWith();
    await Promise.all(Array.from({ length: 16 }, (_, index) => append([event(`a.${index}`, `${index}`)])));
    expect(sends).toHaveLength(16);
  });

  it('gives every append the place of its own events, however many come at once and whatever they share', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 200 }),
        async (appends) => {
          const { stored, sends, append } = logWith();
          await Promise.all(
            appends.map(async (streams, index) => {
              const own = streams.map((stream, ordinal) => event(`s.${stream}`, `${index}:${ordinal}`));
              const sent = await append(own);
              expect(sent.status).toBe('stored');
              const last = sent.status === 'stored' ? sent.last : 0;
              expect(stored.slice(last - own.length, last)).toEqual(idsOf(own));
            }),
          );
          expect(stored).toHaveLength(appends.flat().length);
          expect(sends.every((ids) => ids.length <= 203)).toBe(true);
        },
      ),
    ));

  it('sends many appends with few batches', async () => {
    const { sends, append } = logWith();
    await Promise.all(Array.from({ length: 150 }, (_, index) => append([event(`a.${index}`, `${index}`)])));
    expect(sends.length).toBeLessThan(50);
  });

  it('never puts two appends to one stream into one batch, and keeps their order', async () => {
    const { stored, sends, append } = logWith();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => append([event(`a.${index % 20}`, `${index % 20}:${index}`)])),
    );
    for (const ids of sends) expect(new Set(ids.map((id) => id.split(':')[0])).size).toBe(ids.length);
    for (let stream = 0; stream < 20; stream += 1) {
      const own = stored.filter((id) => id.startsWith(`${stream}:`)).map((id) => Number(id.split(':')[1]));
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
  });

  it.each<[string, Sent | Error]>([
    ['conflict', { status: 'conflict' }],
    ['duplicate', { status: 'duplicate' }],
    ['refusal', new Error('no right')],
  ])(
    'sends the members of a batch that met a %s by themselves, and only the guilty one gets it',
    async (_what, answer) => {
      const { append } = logWith((events) => (events.some(({ id }) => id === '40') ? answer : undefined));
      const answers = await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) => append([event(`a.${index}`, `${index}`)])),
      );
      const odd = answers.flatMap((one, index) =>
        one.status === 'fulfilled' && one.value.status === 'stored' ? [] : [index],
      );
      expect(odd).toEqual([40]);
      const [guilty] = answers.slice(40, 41);
      if (answer instanceof Error) expect(guilty).toMatchObject({ status: 'rejected', reason: answer });
      else expect(guilty).toMatchObject({ value: answer });
    },
  );

  it('sends no more than a few by themselves at once, also after a batch that was refused', async () => {
    let [under, most, refused] = [0, 0, 0];
    const append = groupCommit(async (events) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      if (events.length === 1) return { status: 'stored', last: 1 };
      refused += 1;
      throw new Error('overloaded');
    });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => append([event(`a.${index}`, `${index}`)])),
    );
    expect(answers.every(({ status }) => status === 'stored')).toBe(true);
    expect(refused).toBeGreaterThan(0);
    // Sixteen, and the batch beside them.
    expect(most).toBeLessThanOrEqual(17);
  });

  it('leaves every member of a batch without an answer unknown, and sends none again', async () => {
    const { sends, append } = logWith((events) =>
      events.length > 1 ? { status: 'unknown', cause: new Error('silence') } : undefined,
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => append([event(`a.${index}`, `${index}`)])),
    );
    const together = sends.filter((ids) => ids.length > 1).flat();
    expect(together.length).toBeGreaterThan(0);
    for (const id of together) expect(answers[Number(id)]?.status).toBe('unknown');
    expect(sends.flat()).toHaveLength(60);
  });
});
