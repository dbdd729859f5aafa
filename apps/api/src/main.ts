import { setTimeout as wait } from 'node:timers/promises';
import { ConfigurationError, EX_CONFIG } from '@pagewright/infra/configuration';
import {
  BrokerNotDurable,
  BrokerTooOld,
  BrokerUnreachable,
  KurrentTooOld,
  KurrentUnreachable,
  KurrentUnusable,
  TopologyRefused,
} from '@pagewright/broker';
import { DatabaseBroken, DatabaseError, DatabaseInUse } from '@pagewright/projections';
import { pino } from 'pino';
import { startApi } from './composition/api.ts';
import { readApiConfiguration } from './configuration.ts';

/** What starting again would not mend: said in one sentence, and the process is not started again. */
const MISCONFIGURED = [
  ConfigurationError,
  BrokerTooOld,
  BrokerNotDurable,
  TopologyRefused,
  DatabaseInUse,
  KurrentTooOld,
  KurrentUnusable,
];
/** What passes by itself: said in one sentence too, since its stack tells nobody anything. */
const PASSING = [BrokerUnreachable, KurrentUnreachable, DatabaseBroken, DatabaseError];

const END_WITHIN_MS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (): Promise<void> => {
  const configuration = readApiConfiguration(process.env);
  const log = pino({
    name: 'api',
    level: configuration.logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
  });
  const api = await startApi(configuration, log, { measureProcess: true });

  let asked = 0;
  const stop = (): void => {
    asked += 1;
    if (asked > 1) process.exit(1);
    void api.gracefulShutdown().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  say(JSON.stringify({ pagewright: 'ready', role: 'api', url: api.url, setupCode: api.setupCode }));
  try {
    await api.finished;
  } catch (fault) {
    // A part has failed for good: what is left ends in order, so that the database is closed, and the start begins anew.
    await Promise.race([api.forcefulShutdown(), wait(END_WITHIN_MS, undefined, { ref: false })]);
    throw fault;
  }
};

try {
  await run();
} catch (error) {
  const misconfigured = MISCONFIGURED.some((Known) => error instanceof Known);
  const plain = misconfigured || PASSING.some((Known) => error instanceof Known);
  const fault = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${plain ? fault.message : (fault.stack ?? fault.message)}\n`);
  process.exit(misconfigured ? EX_CONFIG : 1);
}
