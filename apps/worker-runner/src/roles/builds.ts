import { join } from 'node:path';
import { agents } from '../../worker/agents/registry.ts';
import type { RunnerEvent } from '../builds/runner-events.ts';
import { openSiteBus } from '../builds/site-bus.ts';
import { startBuilds } from '../builds/start-builds.ts';
import { createBuildMeters } from '../telemetry/build-meters.ts';
import { openProcessSpawner } from '../spawners/process/process-spawner.ts';
import { DEFAULT_LIMITS } from '../spawners/process/cage.ts';
import type { StartRole } from './role.ts';

/** Builds websites. */
export const startBuildsRole: StartRole = async (house) => {
  const { configuration, broker, aggregates, artifacts, log, telemetry, readers } = house;
  const { data, builds: settings } = configuration;
  const spawner = await openProcessSpawner({
    folder: join(data, 'workers'),
    limits: { ...DEFAULT_LIMITS, cpuSeconds: Math.ceil(settings.longestMs / 1_000) },
    warn: (sentence) => log.warn(sentence),
  });
  const bus = await openSiteBus(aggregates);
  const count = createBuildMeters(telemetry.metrics);
  const observe = (event: RunnerEvent): void => {
    count(event);
    const { type, ...about } = event;
    if (event.type === 'warning') log.warn(event.sentence);
    else if (event.type === 'worker-died')
      log.warn(about, `build ${event.build}: its worker died (${event.why.split(':', 1)[0]})`);
    else if (event.type === 'lock-lost')
      log.warn(about, `site ${event.site}: its lock was lost, another runner goes on`);
    else log.info(about, type);
  };
  const { commands } = bus;
  const running = await startBuilds({
    ports: { ...broker, feed: readers.following('builds', broker.feed) },
    aggregates,
    commands,
    artifacts,
    spawner,
    settings: { ...settings, agents: agents.map(({ name }) => name) },
    observe,
    watcher: telemetry.watcher,
  });
  const closing = async (stop: () => Promise<void>): Promise<void> => {
    await stop();
    await bus[Symbol.asyncDispose]();
  };
  const gracefulShutdown = (): Promise<void> => closing(() => running.gracefulShutdown());
  return {
    ...running,
    gracefulShutdown,
    forcefulShutdown: () => closing(() => running.forcefulShutdown()),
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};
