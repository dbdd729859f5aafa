import type { ArtifactStore } from '@pagewright/artifacts';
import type { Broker, Trouble } from '@pagewright/broker';
import type { Aggregates, EventCatalogue, Running } from '@pagewright/kernel';
import type { Readers, Telemetry } from '@pagewright/kernel/adapters/telemetry';
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
  readonly telemetry: Telemetry;
  readonly readers: Readers;
  /** Hears of everything on a broker that is tried again. */
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Starts one role of this process; each has a file of its own here. */
export type StartRole = (house: House) => Promise<Running>;
