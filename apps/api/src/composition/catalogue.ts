import { hostingEventDefinitions } from '@pagewright/hosting';
import { identityEventDefinitions } from '@pagewright/identity';
import { createCatalogue, type EventCatalogue } from '@pagewright/kernel';
import { siteEventDefinitions } from '@pagewright/sites';

/** Every event that the log may hold. */
export const productCatalogue = (): EventCatalogue =>
  createCatalogue([...siteEventDefinitions, ...identityEventDefinitions, ...hostingEventDefinitions]);
