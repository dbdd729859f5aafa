import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { watchedArtifactStore } from '@pagewright/artifacts/adapters/watched';
import {
  BrokerTooOld,
  BrokerUnreachable,
  KurrentTooOld,
  KurrentUnreachable,
  KurrentUnusable,
  openBroker,
  sentenceOf,
  type Trouble,
} from '@pagewright/broker';
import { hostingEventDefinitions } from '@pagewright/hosting';
import { ConfigurationError, EX_CONFIG } from '@pagewright/infra/configuration';
import { createAggregates, createCatalogue, type Running } from '@pagewright/kernel';
import {
  artifactWatcher,
  createReaders,
  openHealth,
  OperationsPortTaken,
  openTelemetry,
  serveOperations,
  troubleCounter,
  watchedAggregates,
  watchedBroker,
} from '@pagewright/kernel/adapters/telemetry';
import { siteEventDefinitions } from '@pagewright/sites';
import { pino } from 'pino';
import { SitesPortTaken } from '@pagewright/hosting/adapters/embedded';
import { LocksBehindLog } from './builds/token-check.ts';
import { readRunnerConfiguration, type RunnerConfiguration } from './configuration.ts';
import packageJson from '../package.json' with { type: 'json' };
import { runnerChecks } from './health.ts';
import { announcePresence, type Presence } from './presence.ts';
import { roles } from './roles/registry.ts';
import { snapshotting } from './snapshotting.ts';
import { untilStopped } from './stop-signals.ts';

const { version } = packageJson;

/** What starting again would not mend: somebody has to decide something first. */
const MISCONFIGURED = [
  ConfigurationError,
  BrokerTooOld,
  LocksBehindLog,
  SitesPortTaken,
  KurrentTooOld,
  KurrentUnusable,
];
/** What passes by itself: said in one sentence too, since its stack tells nobody anything. */
const PASSING = [BrokerUnreachable, KurrentUnreachable];

const run = async (configuration: RunnerConfiguration): Promise<void> => {
  const { variables, nats, locks, builds } = configuration;
  const log = pino({ level: variables.PAGEWRIGHT_LOG_LEVEL, base: { runner: builds.runnerId } });
  const catalogue = createCatalogue([...siteEventDefinitions, ...hostingEventDefinitions]);
  const { otlp, metrics: address } = configuration;
  await using telemetry = await openTelemetry({ service: 'pagewright-runner', version, process: true, otlp });
  const { metrics, watcher } = telemetry;
  const retried = troubleCounter(metrics);
  const onTrouble = (trouble: Trouble): void => {
    retried(trouble);
    log.warn(trouble, sentenceOf(trouble));
  };
  const { kurrentUrl } = configuration;
  const workspace = variables.PAGEWRIGHT_WORKSPACE;
  await using opened = await openBroker({
    ...nats,
    name: builds.runnerId,
    catalogue,
    workspace,
    locks,
    kurrentUrl,
    onTrouble,
  });
  const broker = watchedBroker(opened, telemetry);
  const readers = createReaders({ last: () => broker.feed.last(), metrics });
  const artifacts = watchedArtifactStore(
    await openFilesystemArtifactStore(configuration.artifacts),
    artifactWatcher(telemetry),
  );
  const aggregates = watchedAggregates(createAggregates(broker.events, snapshotting(broker, log)), watcher);
  const house = { configuration, catalogue, broker, aggregates, artifacts, log, telemetry, readers, onTrouble };

  const waitingFor = new Set<string>(configuration.roles);
  let presence: Presence | undefined;
  await using health = openHealth({
    checks: runnerChecks({ broker, waitingFor: () => [...waitingFor], presence: () => presence }),
    readers,
    telemetry,
    log,
    folders: { data: configuration.data, artifacts: configuration.artifacts },
  });
  await using operations = await serveOperations({ ...address, metrics, health }).catch(portTaken);
  log.info({ metrics: `${operations.url}/metrics` }, `metrics and health are at ${operations.url}`);

  const running: Running[] = [];
  try {
    for (const role of configuration.roles) {
      const started = await roles[role]?.(house);
      if (!started) continue;
      running.push(started);
      started.ready.then(
        () => waitingFor.delete(role),
        () => undefined,
      );
    }
    await Promise.all(running.map(({ ready }) => ready));
    // Unwatched: the locks that are counted are those of work.
    await using present = announcePresence(opened.locks, builds.runnerId, configuration.roles);
    presence = present;
    process.stdout.write(`${JSON.stringify({ pagewright: 'ready', role: 'runner', roles: configuration.roles })}\n`);
    await untilStopped(running);
  } finally {
    await Promise.all(running.map((each) => each.forcefulShutdown()));
  }
};

const portTaken = (cause: unknown): never => {
  if (!(cause instanceof OperationsPortTaken)) throw cause;
  throw new ConfigurationError(`${cause.message}. Set PAGEWRIGHT_METRICS_RUNNER_PORT to a free one.`, { cause });
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
