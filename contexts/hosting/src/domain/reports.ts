import type { Cause } from '@pagewright/kernel';
import type { DeploymentEvent } from '../events/deployment-events.ts';

/** What a host says about a pointer event that it applied or could not apply; who records it adds the time. */
export type DeploymentReport = {
  [Type in DeploymentEvent['type']]: {
    readonly type: Type;
    readonly data: Readonly<Omit<Extract<DeploymentEvent, { type: Type }>['data'], 'at'>>;
  };
}[DeploymentEvent['type']];

/**
 * Brings a report into the site's Deployment stream; `cause` is the pointer event that it speaks of. A repeat of the very
 * same report must change nothing.
 */
export type ReportDeployment = (report: DeploymentReport, cause: Cause) => Promise<void>;
