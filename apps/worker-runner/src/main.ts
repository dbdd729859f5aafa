import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { BrokerTooOld, BrokerUnreachable, openBroker, sentenceOf } from '@pagewright/broker';
import { hostingEventDefinitions } from '@pagewright/hosting';
import { ConfigurationError, EX_CONFIG } from '@pagewright/infra/configuration';
import { createAggregates, createCatalogue, type Running } from '@pagewright/kernel';
import { siteEventDefinitions } from '@pagewright/sites';
import { pino } from 'pino';
import { SitesPortTaken } from '@pagewright/hosting/adapters/embedded';
import { LocksBehindLog } from './builds/token-check.ts';
import { readRunnerConfiguration, type RunnerConfiguration } from './configuration.ts';
import { roles } from './roles/registry.ts';
import { snapshotting } from './snapshotting.ts';
import { untilStopped } from './stop-signals.ts';

/** What starting again would not mend: somebody has to decide something first. */
const MISCONFIGURED = [ConfigurationError, BrokerTooOld, LocksBehindLog, SitesPortTaken];
/** What passes by itself: said in one sentence too, since its stack tells nobody anything. */
const PASSING = [BrokerUnreachable];

const run = async (configuration: RunnerConfiguration): Promise<void> => {
  const { variables, nats, locks, builds } = configuration;
  const log = pino({ level: variables.PAGEWRIGHT_LOG_LEVEL, base: { runner: builds.runnerId } });
  const catalogue = createCatalogue([...siteEventDefinitions, ...hostingEventDefinitions]);
  await using broker = await openBroker({
    ...nats,
    name: builds.runnerId,
    catalogue,
    workspace: variables.PAGEWRIGHT_WORKSPACE,
    locks,
    onTrouble: (trouble) => log.warn(trouble, sentenceOf(trouble)),
  });
  const artifacts = await openFilesystemArtifactStore(configuration.artifacts);
  const aggregates = createAggregates(broker.events, snapshotting(broker, log));
  const house = { configuration, catalogue, broker, aggregates, artifacts, log };
  const running: Running[] = [];
  try {
    for (const role of configuration.roles) {
      const started = await roles[role]?.(house);
      if (started) running.push(started);
    }
    await Promise.all(running.map(({ ready }) => ready));
    process.stdout.write(`${JSON.stringify({ pagewright: 'ready', role: 'runner', roles: configuration.roles })}\n`);
    await untilStopped(running);
  } finally {
    await Promise.all(running.map((each) => each.forcefulShutdown()));
  }
};

try {
  await run(await readRunnerConfiguration(process.env, Object.keys(roles)));
  process.exitCode = 0;
} catch (raw) {
  const misconfigured = MISCONFIGURED.some((Known) => raw instanceof Known);
  const plain = misconfigured || PASSING.some((Known) => raw instanceof Known);
  const fault = raw instanceof Error ? raw : new Error(String(raw));
  process.stderr.write(`${plain ? fault.message : (fault.stack ?? fault.message)}\n`);
  process.exitCode = misconfigured ? EX_CONFIG : 1;
}
