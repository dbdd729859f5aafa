import { openBroker } from '@pagewright/broker';
import { openDatabase, readModels, startProjections } from '@pagewright/projections';
import { waitFor } from '../../support/wait-for.ts';
import { MANIFEST } from '../filled-store.ts';
import { catalogue } from './stand.ts';

/**
 * Builds read models from the whole log into an empty database, in a process of its own so that its memory is its own:
 * `rebuild-rows.ts BROKER DATABASE NAMES`, where DATABASE is a URL or PGlite's folder. Prints one line of JSON.
 */
const [url = '', where = '', names = ''] = process.argv.slice(2);
await using broker = await openBroker({ url, name: 'rebuild', catalogue });
const database = await openDatabase(where.includes('://') ? { url: where } : { dataDir: where });
const projections = readModels.filter(({ name }) => names.split(',').includes(name));
const last = await broker.feed.last();
const began = performance.now();
const running = startProjections({
  database,
  projections,
  feed: broker.feed,
  announcements: broker.announcements,
  sources: { open: (sealed) => broker.sealer.open(sealed), blob: async () => MANIFEST },
});
await running.ready;
const isThere = (): boolean =>
  running.status().every((status) => {
    if (status.state === 'stopped') throw new Error(`${status.name} has stopped: ${status.error}`);
    return status.position >= last;
  });
await waitFor(isThere, { what: `${names} to reach ${last}`, timeout: 30 * 60_000, every: 5 });
const seconds = (performance.now() - began) / 1_000;
await running.gracefulShutdown();
await database.close();
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
