import { join, resolve } from 'node:path';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { watchedArtifactStore } from '@pagewright/artifacts/adapters/watched';
import type { Publisher } from '@pagewright/broker';
import { createAggregates, type Running } from '@pagewright/kernel';
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
import { ConfigurationError } from '@pagewright/infra/configuration';
import {
  openDatabase,
  readModels,
  sitesWithWork,
  startProjections,
  unansweredSince,
  openQuestionsSince,
} from '@pagewright/projections';
import type { FastifyBaseLogger } from 'fastify';
import packageJson from '../../package.json' with { type: 'json' };
import type { ApiConfiguration } from '../configuration.ts';
import { answerReadModels } from '../operators/read-models-line.ts';
import { runPolicies } from '../policies/run-policies.ts';
import { sweepLostWork } from '../policies/sweep.ts';
import { openApiBroker, openSchedulerBroker, prepareBroker, runPublisher } from './brokers.ts';
import { registerHouseGauges } from '../telemetry/house-gauges.ts';
import { watchedProjection } from '../telemetry/watched-projections.ts';
import { productCatalogue } from './catalogue.ts';
import { createCommands } from './command-bus.ts';
import { apiChecks } from './health.ts';
import { startHttp } from './http.ts';
import { readSecrets } from './secrets.ts';
import { createSources } from './sources.ts';
import { createStack } from './stack.ts';

const { version } = packageJson;

export interface Api extends Running {
  /** Where people reach it; undefined where the process has no role that listens. */
  readonly url: string | undefined;
  /** Asked of the first account; undefined once there is one. */
  readonly setupCode: string | undefined;
}

/**
 * Builds the process from its parts in the order in which they need each other, and ends them in the other. The process
 * itself is measured where it has nothing else in it.
 */
export const startApi = async (
  configuration: ApiConfiguration,
  log: FastifyBaseLogger,
  { measureProcess = false }: { readonly measureProcess?: boolean } = {},
): Promise<Api> => {
  const stack = createStack(log);
  try {
    const { roles } = configuration;
    const secrets = await readSecrets(configuration.secrets);
    const catalogue = productCatalogue();
    const given = { configuration, secrets, catalogue, log };
    await prepareBroker(given);

    const telemetry = stack.use(
      await openTelemetry({ service: 'pagewright-api', version, process: measureProcess, otlp: configuration.otlp }),
    );
    const { metrics, watcher } = telemetry;
    const counted = { ...given, onRetry: troubleCounter(metrics) };
    const broker = watchedBroker(stack.use(await openApiBroker(counted)), telemetry);
    const readers = createReaders({ last: () => broker.feed.last(), metrics });
    const artifacts = watchedArtifactStore(
      await openFilesystemArtifactStore(configuration.artifacts),
      artifactWatcher(telemetry),
    );
    const databaseAt =
      configuration.databaseUrl === undefined
        ? { dataDir: join(configuration.data, 'pglite') }
        : { url: configuration.databaseUrl };
    const database = await openDatabase(databaseAt);
    stack.defer(() => database.close());
    const decided = createAggregates(broker.events, {
      snapshots: broker.snapshots,
      keeping: {
        onFailure: (stream, error) => log.warn({ err: error, stream }, 'a snapshot was not kept; it is only a cache'),
      },
    });
    const aggregates = watchedAggregates(decided, watcher);
    const { bus } = stack.use(await createCommands(aggregates));

    const projections = roles.has('projections')
      ? stack.run(
          startProjections({
            database,
            projections: readModels.map((model) => watchedProjection(model, watcher)),
            feed: broker.feed,
            announcements: broker.announcements,
            sources: createSources(broker.sealer, artifacts),
            robbed: (name) =>
              log.warn({ readModel: { name } }, `the read model ${name} was taken over from a process that sleeps`),
            notify: (status, rows) => {
              const { name, state, position } = status;
              const what = rows === 'rebuilt' ? `the rebuild of the read model ${name}` : `the read model ${name}`;
              const words = `${what} is ${state} at position ${position}`;
              if (status.state === 'retrying' || status.state === 'stopped')
                log.error({ readModel: status }, `${words}: ${status.error}`);
              else log.info({ readModel: status }, words);
            },
          }),
        )
      : undefined;
    if (projections) {
      await projections.ready;
      const { operators, feed } = broker;
      const silence = answerReadModels({ operators, projections, database, feed });
      stack.defer(async () => silence());
    }
    readers.add(() =>
      (projections?.status() ?? []).flatMap(({ name, position, state }) =>
        state === 'standing-by' ? [] : [{ reader: `read-model-${name}`, position }],
      ),
    );
    let publisher: Publisher | undefined;
    readers.add(() => {
      const status = publisher?.status();
      return status?.state === 'publishing' ? [{ reader: 'publisher', position: status.position }] : [];
    });
    registerHouseGauges({ metrics, broker, database });
    const folders = { data: configuration.data, artifacts: configuration.artifacts };
    const checks = apiChecks({ broker, database, projections, publisher: () => publisher });
    const health = stack.use(openHealth({ checks, readers, telemetry, log, folders }));
    const operations = stack.use(await serveOperations({ ...configuration.metrics, metrics, health }).catch(portTaken));
    log.info({ metrics: `${operations.url}/metrics` }, `metrics and health are at ${operations.url}`);

    if (roles.has('policies')) {
      for (const policy of await runPolicies({ bus, ...broker })) stack.run(policy);
      const sites = () => sitesWithWork(database.db);
      const unanswered = (before: string) => unansweredSince(database.db, before);
      const openQuestions = (before: string) => openQuestionsSince(database.db, before);
      stack.run(sweepLostWork({ work: broker.work, log, sites, unanswered, openQuestions }));
    }
    if (roles.has('scheduler')) {
      const scheduling = stack.use(await openSchedulerBroker(counted));
      stack.run(await scheduling.scheduler.forwardDue());
    }
    if (roles.has('publisher')) {
      if (configuration.kurrentUrl === undefined) publisher = stack.run(await runPublisher(counted));
      else
        log.warn(
          'public events are not published: the publisher follows the log on the broker, and it lies in KurrentDB',
        );
    }
    const http = roles.has('http')
      ? stack.run(
          await startHttp({
            ...given,
            broker,
            artifacts,
            database,
            aggregates,
            bus,
            health,
            readers,
            telemetry,
            projections,
            publisher: () => publisher,
            folders,
            webApp: resolve(import.meta.dirname, '../../../web/dist'),
          }),
        )
      : undefined;

    return {
      url: http?.url,
      setupCode: http?.setupCode,
      ready: Promise.resolve(),
      finished: stack.finished,
      gracefulShutdown: stack.gracefulShutdown,
      forcefulShutdown: stack.forcefulShutdown,
      [Symbol.asyncDispose]: stack.gracefulShutdown,
    };
  } catch (error) {
    await stack.gracefulShutdown();
    throw error;
  }
};

const portTaken = (cause: unknown): never => {
  if (!(cause instanceof OperationsPortTaken)) throw cause;
  throw new ConfigurationError(`${cause.message}. Set PAGEWRIGHT_METRICS_API_PORT to a free one.`, { cause });
};
