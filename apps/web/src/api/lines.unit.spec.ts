import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines } from './lines.ts';

const streamOf = (bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      let from = 0;
      for (const cut of [...cuts, bytes.length].map((at) => at % (bytes.length + 1)).toSorted((a, b) => a - b)) {
        if (cut > from) controller.enqueue(bytes.subarray(from, cut));
        from = Math.max(from, cut);
      }
      if (from < bytes.length) controller.enqueue(bytes.subarray(from));
      controller.close();
    },
  });

const all = async (texts: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const text of texts) found.push(text);
  return found;
};

describe('lines', () => {
  it('come whole, wherever the stream is cut', async () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((text) => text.replaceAll('\n', ' ').replaceAll('\uFEFF', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line.filter((text) => text !== '')),
        fc.array(fc.nat()),
        fc.boolean(),
        async (given, cuts, ended) => {
          const text = given.join('\n') + (ended ? '\n' : '');
          expect(await all(lines(streamOf(new TextEncoder().encode(text), cuts)))).toEqual(given);
        },
      ),
    );
  });

  it('are none where there is no body', async () => expect(await all(lines(null))).toEqual([]));
});
