import type { Decider } from '@pagewright/kernel';
import type { DeploymentCommand, RecordDeployed, RecordFailure } from '../commands/deployment-commands.ts';
import type { DeploymentEvent } from '../events/deployment-events.ts';

/** The newest word of one host about one of its targets. */
export interface HostReport {
  readonly host: string;
  readonly target: 'live' | 'preview';
  readonly version: number;
  readonly position: number;
  readonly outcome: 'deployed' | 'failed';
  readonly at: string;
}

export interface Deployment {
  readonly reports: readonly HostReport[];
}

/**
 * What each host says it serves of a site. Positions of one host and target only rise: what comes late or twice is
 * already so. At one position a failure may be followed by success, never the other way round.
 */
export const deploymentDecider: Decider<Deployment, DeploymentCommand, DeploymentEvent> = {
  stateVersion: 1,
  initialState: () => ({ reports: [] }),
  decide: (command, state) => {
    const last = reportOf(state, command.data.host, command.data.target);
    switch (command.type) {
      case 'RecordDeployed':
        return deployed(command, last);
      case 'RecordFailure':
        return failed(command, last);
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'VersionDeployed':
        return withReport(state, event, 'deployed');
      case 'DeploymentFailed':
        return withReport(state, event, 'failed');
    }
  },
};

/** The newest report of a host about a target. */
export const reportOf = ({ reports }: Deployment, host: string, target: HostReport['target']): HostReport | undefined =>
  reports.find((report) => report.host === host && report.target === target);

const deployed = ({ data }: RecordDeployed, last: HostReport | undefined): readonly DeploymentEvent[] => {
  const { now, ...facts } = data;
  const recovered = last?.outcome === 'failed' && last.position === data.position;
  return isNewer(data.position, last) || recovered ? [{ type: 'VersionDeployed', data: { ...facts, at: now } }] : [];
};

const failed = ({ data }: RecordFailure, last: HostReport | undefined): readonly DeploymentEvent[] => {
  const { now, ...facts } = data;
  return isNewer(data.position, last) ? [{ type: 'DeploymentFailed', data: { ...facts, at: now } }] : [];
};

const isNewer = (position: number, last: HostReport | undefined): boolean => !last || position > last.position;

const withReport = (state: Deployment, { data }: DeploymentEvent, outcome: HostReport['outcome']): Deployment => {
  const { host, target, version, position, at } = data;
  const others = state.reports.filter((report) => report.host !== host || report.target !== target);
  return { reports: [...others, { host, target, version, position, outcome, at }] };
};
