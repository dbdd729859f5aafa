import { freePort } from '../../support/free-port.ts';
import { startProgram } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { programPath } from '../harness/not-measured.ts';

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
}

export const DURABLE_REDIS = 'Redis, appendonly yes, appendfsync always';

/** A Redis on a free port that writes to disk before it acknowledges. @throws NotMeasured */
export const redisServer = async (): Promise<RedisServer> => {
  const program = await programPath('redis-server', 'redis-server');
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder('redis'));
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder.path, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const running = stack.use(startProgram(program, args));
  await running.prints(/Ready to accept connections/);
  const rest = stack.move();
  return { port, [Symbol.asyncDispose]: () => rest.disposeAsync() };
};
