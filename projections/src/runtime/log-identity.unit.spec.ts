import { BEGINNING, type EventFeed } from '@pagewright/kernel';
import { expect, it } from 'vitest';
import { demandSameLog } from './log-identity.ts';

it('a look at which log it is ends when it is told to, while the log does not answer', async () => {
  const silent: EventFeed = {
    last: async () => BEGINNING,
    first: async () => undefined,
    // oxlint-disable-next-line require-yield -- it has nothing to give
    subscribe: async function* ({ signal }) {
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    },
  };
  const ending = new AbortController();
  const asked = demandSameLog(undefined as never, silent, { name: 'sites', version: 1, position: 3 }, ending.signal);
  ending.abort();
  expect(await asked).toBe(false);
});
