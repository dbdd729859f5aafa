import { setTimeout as wait } from 'node:timers/promises';
import { openBroker } from '@pagewright/broker';
import { createCatalogue } from '@pagewright/kernel';
import { openDatabase, readModels, startProjections } from '@pagewright/projections';
import { siteEventDefinitions } from '@pagewright/sites';

/**
 * The product's projections of builds and history, from the log of one broker into one database, as a process that can
 * be killed: `node projector-process.ts BROKER DATABASE`. Says `projecting`, and `caught up` at the log's end.
 */
const [broker = '', database = ''] = process.argv.slice(2);
const { feed, announcements } = await openBroker({
  url: broker,
  name: 'projector',
  catalogue: createCatalogue(siteEventDefinitions),
});
const running = startProjections({
  database: await openDatabase({ url: database }),
  feed,
  announcements,
  projections: readModels.filter(({ name }) => ['builds', 'history'].includes(name)),
  sources: {
    open: ({ sealed }) => Promise.resolve(sealed),
    blob: (digest) => Promise.reject(new Error(`no event of this log names the blob ${digest}`)),
  },
  // Many transactions, as when events come one after the other.
  maxBatch: 2,
});
const last = await feed.last();
await running.ready;
console.log('projecting');
while (running.status().some(({ position }) => position < last)) await wait(20);
console.log('caught up');
