import { openFilesystemArtifactStore } from '@pagewright/artifacts/adapters/filesystem';
import { openBroker } from '@pagewright/broker';
import { createAggregates, createCatalogue } from '@pagewright/kernel';
import { siteEventDefinitions } from '@pagewright/sites';
import { fileURLToPath } from 'node:url';
import { type BuildSettings, openProcessSpawner, openSiteBus, startBuilds } from '../../src/index.ts';

/** What a test hands to a runner that it wants to kill, as JSON in the first argument. */
export interface RunnerProcessOptions {
  readonly broker: { url: string; user?: string; password?: string; inboxPrefix?: string };
  readonly artifacts: string;
  readonly workers: string;
  readonly settings: BuildSettings;
}

/** A runner as a process of its own, with the agent of the tests; each of its events is a line of JSON. */
const run = async ({ broker: address, artifacts, workers, settings }: RunnerProcessOptions): Promise<void> => {
  const catalogue = createCatalogue(siteEventDefinitions);
  const locks = { ttlSeconds: settings.lockTtlMs / 1_000, renewMs: settings.lockTtlMs / 4 };
  const broker = await openBroker({ ...address, name: settings.runnerId, catalogue, locks });
  const aggregates = createAggregates(broker.events);
  const { commands } = await openSiteBus(aggregates);
  const say = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
  const running = await startBuilds({
    ports: broker,
    aggregates,
    commands,
    artifacts: await openFilesystemArtifactStore(artifacts),
    spawner: await openProcessSpawner({
      folder: workers,
      program: fileURLToPath(new URL('ways-worker.ts', import.meta.url)),
    }),
    settings,
    observe: say,
  });
  await running.ready;
  say({ type: 'ready' });
};

const [, , options] = process.argv;
if (options) await run(JSON.parse(options) as RunnerProcessOptions);
