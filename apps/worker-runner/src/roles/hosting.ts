import { join } from 'node:path';
import { markPage } from '@pagewright/authoring';
import { openBroker, sentenceOf } from '@pagewright/broker';
import type { DeploymentReport } from '@pagewright/hosting';
import { startHosting } from '@pagewright/hosting/adapters/embedded';
import { createHostingModule, RecordDeployed, RecordFailure } from '@pagewright/hosting/module';
import { actor, type Cause, commandDigest, commandId, type CommandContext, createAggregates } from '@pagewright/kernel';
import { openCommandBus } from '../command-bus.ts';
import { snapshotting } from '../snapshotting.ts';
import type { StartRole } from './role.ts';

/** Serves the sites on this machine, as a user of the broker who may only say what it serves. */
export const startHostingRole: StartRole = async ({ configuration, catalogue, artifacts, log }) => {
  const { data, hosting, hostNats, variables } = configuration;
  const { hostName } = hosting;
  const broker = await openBroker({
    ...hostNats,
    name: `pagewright-host-${hostName}`,
    catalogue,
    workspace: variables.PAGEWRIGHT_WORKSPACE,
    onTrouble: (trouble) => log.warn(trouble, sentenceOf(trouble)),
  });
  const commands = await openCommandBus(
    createAggregates(broker.events, snapshotting(broker, log)),
    createHostingModule(),
  );

  const report = async (said: DeploymentReport, cause: Cause): Promise<void> => {
    const now = new Date().toISOString();
    const context = contextOf(said, cause, now);
    if (said.type === 'VersionDeployed') await commands.bus.execute(new RecordDeployed({ ...said.data, now }, context));
    else await commands.bus.execute(new RecordFailure({ ...said.data, now }, context));
  };

  const running = await startHosting({
    feed: broker.feed,
    artifacts,
    root: join(data, 'sites'),
    listen: hosting.listen,
    sitesDomain: hosting.sitesDomain,
    appOrigin: hosting.appOrigins,
    hostName,
    markPage,
    report,
    eventAt: async (at) => (await broker.events.read(at))?.meta.id,
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
