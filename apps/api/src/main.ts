import { ConfigurationError, EX_CONFIG } from '@pagewright/infra/configuration';
import { BrokerNotDurable, BrokerTooOld, TopologyRefused } from '@pagewright/broker';
import { DatabaseInUse } from '@pagewright/projections';
import { pino } from 'pino';
import { startApi } from './composition/api.ts';
import { readApiConfiguration } from './configuration.ts';

/** What starting again would not mend: said in one sentence, and the process is not started again. */
const MISCONFIGURED = [ConfigurationError, BrokerTooOld, BrokerNotDurable, TopologyRefused, DatabaseInUse];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (): Promise<void> => {
  const configuration = readApiConfiguration(process.env);
  const log = pino({
    name: 'api',
    level: configuration.logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
  });
  const api = await startApi(configuration, log);

  let asked = 0;
  const stop = (): void => {
    asked += 1;
    if (asked > 1) process.exit(1);
    void api.gracefulShutdown().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  say(JSON.stringify({ pagewright: 'ready', role: 'api', url: api.url, setupCode: api.setupCode }));
  await api.finished;
};

try {
  await run();
} catch (error) {
  const known = MISCONFIGURED.some((Known) => error instanceof Known);
  process.stderr.write(
    `${known && error instanceof Error ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(known ? EX_CONFIG : 1);
}
