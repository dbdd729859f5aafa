// node listen.mjs orders.credentials.json: says which version of which site is served. Ctrl-C ends it in order.
import { subscribe } from '@pagewright/events';

const [, , credentials = 'orders.credentials.json'] = process.argv;
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

await subscribe({ credentials, types: ['pagewright.site.VersionPromoted.v1'], signal: stop.signal }, (event) => {
  const { site, version, target } = event.data;
  process.stdout.write(`${event.time} ${site}: version ${version} goes to ${target}\n`);
});
