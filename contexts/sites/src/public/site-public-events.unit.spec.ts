import { readFile } from 'node:fs/promises';
import type { Recorded } from '@pagewright/kernel';
import { describe, expect, it } from 'vitest';
import type { SiteEvent } from '../events/site-events.ts';
import { sitePublicEvents } from './site-public-events.ts';

const stored = JSON.parse(
  await readFile(new URL('../testing/histories.json', import.meta.url), 'utf8'),
) as readonly (readonly SiteEvent[])[];

describe('What is public of sites', () => {
  it.each(sitePublicEvents.map((definition) => [definition.type, definition] as const))(
    'fits its contract: a %s that did not would hold up all that come after it',
    (type, { dataOf, parse }) => {
      const events = stored.flat().filter((event) => event.type === type);
      expect(events).not.toEqual([]);
      for (const event of events) {
        const data = dataOf({ ...event, meta: {} as Recorded['meta'] });
        expect(parse(data)).toEqual(data);
      }
    },
  );
});
