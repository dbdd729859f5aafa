import { join } from 'node:path';
import { markPage } from '@pagewright/authoring';
import { openBroker } from '@pagewright/broker';
import type { DeploymentReport } from '@pagewright/hosting';
import { startHosting } from '@pagewright/hosting/adapters/embedded';
import type { SwitchNote } from '@pagewright/hosting/reconciler';
import { watchedAggregates, watchedEvents, type Watcher } from '@pagewright/kernel/adapters/telemetry';
import { createHostingModule, RecordDeployed, RecordFailure } from '@pagewright/hosting/module';
import { actor, type Cause, commandDigest, commandId, type CommandContext, createAggregates } from '@pagewright/kernel';
import type { Logger } from 'pino';
import { createHostMeters } from '../telemetry/host-meters.ts';
import { openCommandBus } from '../command-bus.ts';
import { snapshotting } from '../snapshotting.ts';
import type { StartRole } from './role.ts';

/** Serves the sites on this machine, as a user of the broker who may only say what it serves. */
export const startHostingRole: StartRole = async (house) => {
  const { configuration, catalogue, artifacts, log, telemetry, readers, onTrouble } = house;
  const { data, hosting, hostNats, variables } = configuration;
  const { hostName } = hosting;
  const broker = await openBroker({
    ...hostNats,
    name: `pagewright-host-${hostName}`,
    catalogue,
    workspace: variables.PAGEWRIGHT_WORKSPACE,
    kurrentUrl: configuration.kurrentUrl,
    onTrouble,
  });
  const { metrics, watcher } = telemetry;
  const commands = await openCommandBus(
    watchedAggregates(createAggregates(watchedEvents(broker.events, watcher), snapshotting(broker, log)), watcher),
    createHostingModule(),
  );

  const report = async (said: DeploymentReport, cause: Cause): Promise<void> => {
    const now = new Date().toISOString();
    const context = contextOf(said, cause, now);
    if (said.type === 'VersionDeployed') await commands.bus.execute(new RecordDeployed({ ...said.data, now }, context));
    else await commands.bus.execute(new RecordFailure({ ...said.data, now }, context));
  };

  const running = await startHosting({
    feed: readers.following('hosting', broker.feed),
    artifacts,
    root: join(data, 'sites'),
    listen: hosting.listen,
    sitesDomain: hosting.sitesDomain,
    appOrigin: hosting.appOrigins,
    hostName,
    markPage,
    report,
    eventAt: async (at) => (await broker.events.read(at))?.meta.id,
    onAnswer: createHostMeters(metrics, variables.PAGEWRIGHT_METRICS_SITES),
    onSwitch: (note) => {
      noteSwitch(watcher, note);
      tellSwitch(log, note);
    },
    log: ({ level, message, ...about }) => log[level](about, message),
  });
  const closing = async (stop: () => Promise<void>): Promise<void> => {
    await stop();
    await commands[Symbol.asyncDispose]();
    await broker.close();
  };
  const gracefulShutdown = (): Promise<void> => closing(() => running.gracefulShutdown());
  return {
    ready: running.ready,
    finished: running.finished,
    gracefulShutdown,
    forcefulShutdown: () => closing(() => running.forcefulShutdown()),
    [Symbol.asyncDispose]: gracefulShutdown,
  };
};

const noteSwitch = (watcher: Watcher, { site, host, target, version, position, cause, ...past }: SwitchNote): void =>
  watcher.note(
    {
      name: 'host_switch',
      title: target,
      labels: { host, target },
      about: { site, version, position, correlation: cause.correlationId },
      parent: cause.traceparent,
    },
    past,
  );

/** What failed is told by the reconciler; what was shown before is no news. */
const tellSwitch = (log: Logger, { site, target, version, position, cause, from, to, outcome }: SwitchNote): void => {
  if (outcome !== 'switched') return;
  const { correlationId } = cause;
  log.info({ site, target, version, position, correlationId, ms: to - from }, 'host switched');
};

/** The same host saying the same of the same pointer event is one command, whenever and however often it says it. */
const contextOf = (
  { type, data: { site, host, target, position } }: DeploymentReport,
  cause: Cause,
  now: string,
): CommandContext => {
  const said = [host, site, target, String(position), type];
  const id = commandId('deployment', ...said);
  return {
    commandId: id,
    commandDigest: commandDigest(said),
    actor: actor('host', host),
    ...cause,
    now,
  };
};
