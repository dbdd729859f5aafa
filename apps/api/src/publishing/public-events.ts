import { deploymentPublicEvents } from '@pagewright/hosting';
import type { PublicEventDefinition } from '@pagewright/kernel';
import { sitePublicEvents } from '@pagewright/sites';

/** Everything that other people's programs may hear of. */
export const publicEvents: readonly PublicEventDefinition[] = [...sitePublicEvents, ...deploymentPublicEvents];
