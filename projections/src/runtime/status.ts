import type { EventRef } from './retry-table.ts';

/**
 * `starting` → `active` (or `building` beside a live older version) → `ended`. `standing-by`: another process has it, or
 * the database holds a newer version than this program. `retrying`: something failed and is tried again. `stopped`: it
 * waits for a person; the rows stay as of `position`.
 */
export type ProjectionState =
  | { readonly state: 'starting' | 'active' | 'building' | 'ended' }
  | { readonly state: 'standing-by'; readonly reason: 'another-is-active' | 'superseded' }
  | { readonly state: 'retrying' | 'stopped'; readonly error: string; readonly event: EventRef | null };

export type ProjectionStatus = ProjectionState & {
  readonly name: string;
  readonly version: number;
  /** Committed by this process so far; 0 before it was first active. */
  readonly position: number;
};
