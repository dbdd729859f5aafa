import { join } from 'node:path';
import { embeddedBroker } from './broker.mjs';
import { openLog } from './child-log.mjs';
import { prepareDataFolder } from './data-folder.mjs';
import { ensureNatsServer, toolsFolder } from './nats-find.mjs';
import { ensureSecrets } from './secrets.mjs';
import { takeStartLock } from './start-lock.mjs';

/**
 * Runs something on an installation of which nothing runs: takes its data folder, starts its broker alone, and stops it
 * afterwards. A Problem names the process that has the folder.
 * @param {{ root: string, settings: import('./settings.mjs').Settings, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @param {(broker: { url: string, monitorUrl: string }) => Promise<number>} work
 * @returns {Promise<number>}
 */
export const withBroker = async ({ root, settings, env, say }, work) => {
  await prepareDataFolder(settings.data);
  const lock = await takeStartLock(settings.data);
  process.once('exit', lock.release);
  try {
    await ensureSecrets(settings.secrets, { brokerUsers: true });
    const { path } = await ensureNatsServer({ tools: toolsFolder(root, env), env, say });
    const log = await openLog(join(settings.data, 'logs', 'nats-server.log'));
    const { start } = await embeddedBroker({ settings, binary: path, log, warn: say, onSpawn: () => {} });
    const broker = await start();
    const kill = () => broker.kill('SIGKILL');
    process.once('exit', kill);
    try {
      return await work(broker);
    } finally {
      broker.kill('SIGTERM');
      await broker.exited;
      process.off('exit', kill);
    }
  } finally {
    lock.release();
  }
};
