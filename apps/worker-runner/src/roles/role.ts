import type { ArtifactStore } from '@pagewright/artifacts';
import type { Broker } from '@pagewright/broker';
import type { Aggregates, EventCatalogue, Running } from '@pagewright/kernel';
import type { Logger } from 'pino';
import type { RunnerConfiguration } from '../configuration.ts';

/** What the roles of this process share. */
export interface House {
  readonly configuration: RunnerConfiguration;
  readonly catalogue: EventCatalogue;
  readonly broker: Broker;
  readonly aggregates: Aggregates;
  readonly artifacts: ArtifactStore;
  readonly log: Logger;
}

/** Starts one role of this process; each has a file of its own here. */
export type StartRole = (house: House) => Promise<Running>;
