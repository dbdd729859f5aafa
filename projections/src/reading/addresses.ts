import { hostingEventDefinitions } from '@pagewright/hosting';
import type { EventAddress, EventDefinition } from '@pagewright/kernel';
import { siteEventDefinitions } from '@pagewright/sites';

/** Everything that a stream of the kind can hold. */
const allOf = (kind: string, definitions: readonly EventDefinition[]): readonly EventAddress[] =>
  definitions.filter((definition) => definition.kind === kind).map(({ type }) => ({ kind, type }));

export const SITE_EVENTS = allOf('site', siteEventDefinitions);
export const HOSTNAME_EVENTS = allOf('hostname', siteEventDefinitions);
export const DEPLOYMENT_EVENTS = allOf('deployment', hostingEventDefinitions);
