import { BEGINNING, type EventFeed, StoreUnavailable } from '@pagewright/kernel';
import { expect, it } from 'vitest';
import { Dropped } from './dropped.ts';
import { demandSameLog } from './log-identity.ts';

it.each([
  ['does not answer', () => new Promise<never>(() => {})],
  ['is away', () => Promise.reject(new StoreUnavailable('The log cannot be reached'))],
])('a look at which log it is ends when it is told to, while the log %s', async (_how, first) => {
  const silent: EventFeed = { last: async () => BEGINNING, first, subscribe: async function* () {} };
  const ending = new AbortController();
  const checkpoint = { name: 'sites', version: 1, generation: 0, position: 3 };
  const asked = demandSameLog(undefined as never, silent, checkpoint, ending.signal);
  ending.abort();
  await expect(asked).rejects.toThrow(Dropped);
});
