import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBroker } from '@pagewright/broker';
import { actor, commandDigest, commandId, createCatalogue } from '@pagewright/kernel';
import { siteEventDefinitions, siteStream } from '@pagewright/sites';
import type { Installation } from '../story/installation.ts';

const AT_ONCE = 500;

/**
 * Appends events to a site's stream through the product's own event store: version 1 gets a star and loses it, again and
 * again.
 */
export const appendStars = async (house: Installation, site: string, count: number): Promise<void> => {
  const { port } = JSON.parse(await readFile(join(house.data, 'nats/ports.json'), 'utf8')) as { port: number };
  const password = (await readFile(join(house.data, 'secrets/nats-api'), 'utf8')).trim();
  await using broker = await openBroker({
    url: `nats://127.0.0.1:${port}`,
    user: 'api',
    password,
    inboxPrefix: '_INBOX_api',
    name: 'pagewright-many-events',
    catalogue: createCatalogue(siteEventDefinitions),
  });
  const stream = siteStream(site);
  for (let done = 0; done < count; done += AT_ONCE) {
    const id = commandId('many-events', site, String(done));
    const at = new Date().toISOString();
    const events = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) => ({
      type: index % 2 === 0 ? 'VersionStarred' : 'VersionUnstarred',
      data: { site, version: 1, by: 'ada', at },
    }));
    const outcome = await broker.events.append([{ stream, expected: await broker.events.head(stream), events }], {
      commandId: id,
      commandDigest: commandDigest({ done }),
      actor: actor('account', 'ada'),
      correlationId: id,
      causationId: id,
      time: at,
    });
    if (outcome.status !== 'committed') throw new Error(`The events were not stored: ${outcome.status}`);
  }
};
