import type { EventId, Position } from '@pagewright/kernel';
import type { DeploymentReport, StoredSite } from '../index.ts';

/** A word on a pointer that has to get into the log, or is there. */
export interface Word {
  readonly position: number;
  readonly outcome: DeploymentReport['type'];
}

/** What the log comes to for one host, up to a position. */
export interface Fold {
  /** Of the rules that folded it; one of other rules is not used. */
  readonly rules: number;
  readonly host: string;
  readonly position: Position;
  /** The newest event in it, by which the log tells whether this was made from it. */
  readonly lastEvent: { readonly position: Position; readonly id: EventId };
  readonly sites: readonly StoredSite[];
  readonly words: readonly (readonly [string, Word])[];
}

/** Where a host keeps its fold, so that a long log need not be read again at each start. Only a cache. */
export interface FoldMemory {
  /** Undefined when there is none that can be understood. */
  recall(): Promise<Fold | undefined>;
  keep(fold: Fold): Promise<void>;
}
