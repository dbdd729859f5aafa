import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { deploymentEventSchemas, deploymentPositions } from './events/deployment-events.ts';

export type { DeploymentCommand } from './commands/deployment-commands.ts';
export { type Address, addressOf, editName, hostNameIn, previewName, versionName } from './domain/addresses.ts';
export { type Deployment, deploymentDecider, type HostReport, reportOf } from './domain/deployment.ts';
export { type Applied, type HeldSite, type Host, type Placement, type Release, TreeMismatch } from './domain/host.ts';
export {
  type HostedPointer,
  type HostedSite,
  HostedSites,
  type StoredSite,
  type HostedVersion,
  type HostedVersions,
} from './domain/hosted-sites.ts';
export type { DeploymentReport, ReportDeployment } from './domain/reports.ts';
export { deploymentStream } from './domain/streams.ts';
export type { DeploymentEvent } from './events/deployment-events.ts';
export { deploymentPublicEvents } from './public/deployment-public-events.ts';

/** Everything the log may hold of this context. */
export const hostingEventDefinitions: readonly EventDefinition[] = defineEvents('deployment', deploymentEventSchemas);

/** By kind, the fields of its events that name a position of the log. */
export const hostingPositionFields: Readonly<Record<string, readonly string[]>> = { deployment: deploymentPositions };
