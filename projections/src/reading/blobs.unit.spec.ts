import { describe, expect, it } from 'vitest';
import { MemorySources } from '../../test/memory-log.ts';
import { BlobUnusable, readFileChanges, readFindings, readParts } from './blobs.ts';

const line = JSON.stringify({
  sequence: 3,
  attempt: 1,
  time: '2026-01-01T00:00:00Z',
  part: { kind: 'text', text: 'x' },
});

describe('the blobs that events name', () => {
  it('give parts line by line, with or without a last line feed', async () => {
    const sources = new MemorySources();
    const part = { sequence: 3, attempt: 1, time: '2026-01-01T00:00:00.000Z', part: { kind: 'text', text: 'x' } };
    for (const text of [`${line}\n${line}\n`, `${line}\n${line}`])
      expect(await readParts({ digest: sources.put(text), count: 2 }, sources)).toEqual([part, part]);
    expect(await readParts({ digest: sources.put(''), count: 0 }, sources)).toEqual([]);
  });

  it.each([
    ['fewer parts than the event says', line, 2],
    ['a line that is cut off', line.slice(0, -3), 1],
    ['a line that is no part', '{"sequence":1}', 1],
  ])('are refused with %s', async (_what, text, count) => {
    const sources = new MemorySources();
    await expect(readParts({ digest: sources.put(text), count }, sources)).rejects.toThrow(BlobUnusable);
  });

  it.each(['[]', '{}', 'null', '{"filesChanged":[{"path":"a","change":"moved","added":0,"removed":0}]}', 'no JSON'])(
    'are refused as a manifest: %s',
    async (text) => {
      const sources = new MemorySources();
      await expect(readFileChanges(sources.put(text), sources)).rejects.toThrow(BlobUnusable);
    },
  );

  it('are refused as findings when they are not as many as the event says', async () => {
    const sources = new MemorySources();
    const digest = sources.put('[]');
    await expect(readFindings({ digest, count: 1 }, sources)).rejects.toThrow(
      `${digest} is unusable: it is no list of 1`,
    );
  });
});
