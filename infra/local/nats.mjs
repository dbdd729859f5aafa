/** The broker's doors: for the start, the tests and the story. */
export { ensureNatsServer, findNatsServer, toolsFolder } from './nats-find.mjs';
export { fetchNatsServer } from './nats-fetch.mjs';
export { writeNatsConfig } from './nats-config.mjs';
export { startNats } from './nats-start.mjs';
export { isFitNatsServer, natsServerVersion, OLDEST_NATS_SERVER } from './nats-version.mjs';
export { inboxPrefix, RIGHTS, ROLES } from '../nats/rights.mjs';
