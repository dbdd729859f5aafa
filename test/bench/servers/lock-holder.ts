import { openBroker } from '@pagewright/broker';
import { catalogue } from './stand.ts';

/** Takes a lock, renews it in its rhythm and says so, until it is killed: `lock-holder.ts URL KEY TTL RENEW`. */
const [url = '', key = '', ttl, renew] = process.argv.slice(2);
const locks = { ttlSeconds: Number(ttl), renewMs: Number(renew) };
const broker = await openBroker({ url, name: 'holder', catalogue, locks });
const taken = await broker.locks.acquire(key, { owner: 'holder', purpose: 'to be killed' });
if (taken.status !== 'held') throw new Error(`${key} is busy`);
console.log('held');
