import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { faultOf } from '../database-error.ts';
import { valueParsers } from '../value-types.ts';
import type { Reply, Request, Setup } from './messages.ts';

// PGlite runs on the event loop of whoever opens it: here, so that the main thread keeps answering.
if (!parentPort) throw new Error('pglite-worker runs in a worker thread only');
const port = parentPort;
const { dataDir } = workerData as Setup;
const reply = (message: Reply): void => port.postMessage(message, []);

const answer = async (pglite: PGlite, request: Request): Promise<void> => {
  const { id } = request;
  try {
    if (request.type === 'close') {
      await pglite.close();
      reply({ id, type: 'done' });
      port.close();
      return;
    }
    if (request.begins) await pglite.exec('begin');
    const { rows, affectedRows, command } = await pglite.query<unknown>(request.sql, [...request.parameters]);
    reply({ id, type: 'rows', rows: { rows, affected: affectedRows, command } });
  } catch (raw) {
    reply({ id, type: 'fault', fault: faultOf(raw) });
  }
};

try {
  const pglite = await PGlite.create({ ...(dataDir === undefined ? {} : { dataDir }), parsers: { ...valueParsers } });
  await pglite.exec("set time zone 'UTC'");
  port.on('message', (request: Request) => void answer(pglite, request));
  reply({ id: 0, type: 'done' });
} catch (raw) {
  reply({
    id: 0,
    type: 'fault',
    fault: { ...faultOf(raw), reason: raw instanceof Error ? raw.message : JSON.stringify(raw) },
  });
}
