import { join, resolve } from 'node:path';
import { digestOf, getBytes } from '@pagewright/artifacts';
import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { createAggregates, createCatalogue, type Running } from '@pagewright/kernel';
import {
  openDatabase,
  readModels,
  sitesWithWork,
  startProjections,
  unansweredSince,
  openQuestionsSince,
} from '@pagewright/projections';
import { siteEventDefinitions } from '@pagewright/sites';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiConfiguration } from '../configuration.ts';
import { runPolicies } from '../policies/run-policies.ts';
import { sweepLostWork } from '../policies/sweep.ts';
import { openApiBroker, openSchedulerBroker, prepareBroker } from './brokers.ts';
import { createCommands } from './command-bus.ts';
import { startHttp } from './http.ts';
import { readSecrets } from './secrets.ts';
import { createStack } from './stack.ts';

export interface Api extends Running {
  /** Where people reach it; undefined where the process has no role that listens. */
  readonly url: string | undefined;
  /** Asked of the first account; undefined once there is one. */
  readonly setupCode: string | undefined;
}

/** Builds the process from its parts in the order in which they need each other, and ends them in the other. */
export const startApi = async (configuration: ApiConfiguration, log: FastifyBaseLogger): Promise<Api> => {
  const stack = createStack(log);
  try {
    const { roles } = configuration;
    const secrets = await readSecrets(configuration.secrets);
    const catalogue = createCatalogue([
      ...siteEventDefinitions,
      ...identityEventDefinitions,
      ...hostingEventDefinitions,
    ]);
    const given = { configuration, secrets, catalogue, log };
    await prepareBroker(given);

    const broker = stack.use(await openApiBroker(given));
    const artifacts = await openFilesystemArtifactStore(configuration.artifacts);
    const databaseAt =
      configuration.databaseUrl === undefined
        ? { dataDir: join(configuration.data, 'pglite') }
        : { url: configuration.databaseUrl };
    const database = await openDatabase(databaseAt);
    stack.defer(() => database.close());
    const aggregates = createAggregates(broker.events, {
      snapshots: broker.snapshots,
      keeping: {
        onFailure: (stream, error) => log.warn({ err: error, stream }, 'a snapshot was not kept; it is only a cache'),
      },
    });
    const { bus } = stack.use(await createCommands(aggregates));

    const projections = roles.has('projections')
      ? stack.run(
          startProjections({
            database,
            projections: readModels,
            feed: broker.feed,
            announcements: broker.announcements,
            sources: {
              // PostgreSQL keeps no NUL in text; its picture says that one was there.
              open: async (sealed) => (await broker.sealer.open(sealed)).replaceAll('\0', '\u2400'),
              blob: (digest) => getBytes(artifacts, digestOf(digest)),
            },
            notify: (status) => {
              const { name, state, position } = status;
              const words = `the read model ${name} is ${state} at position ${position}`;
              if (status.state === 'retrying' || status.state === 'stopped')
                log.error({ readModel: status }, `${words}: ${status.error}`);
              else log.info({ readModel: status }, words);
            },
          }),
        )
      : undefined;
    if (projections) await projections.ready;

    if (roles.has('policies')) {
      for (const policy of await runPolicies({ bus, ...broker })) stack.run(policy);
      const sites = () => sitesWithWork(database.db);
      const unanswered = (before: string) => unansweredSince(database.db, before);
      const openQuestions = (before: string) => openQuestionsSince(database.db, before);
      stack.run(sweepLostWork({ work: broker.work, log, sites, unanswered, openQuestions }));
    }
    if (roles.has('scheduler')) {
      const scheduling = stack.use(await openSchedulerBroker(given));
      stack.run(await scheduling.scheduler.forwardDue());
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
            projections,
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
