import { defineEvents, type EventDefinition } from '@pagewright/kernel';
import { deploymentEventSchemas } from './events/deployment-events.ts';

export type { DeploymentEvent } from './events/deployment-events.ts';

/** Everything the log may hold of this context. */
export const hostingEventDefinitions: readonly EventDefinition[] = defineEvents('deployment', deploymentEventSchemas);
