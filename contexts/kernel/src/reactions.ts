import type { Recorded } from './message.ts';
import type { Running } from './running.ts';

/**
 * Runs policies: at least once for every event of the named types, shared between processes that use the same name,
 * remembered across restarts. A throw is retried with back-off for ever, so handlers are idempotent and derive their
 * command ids from the event's id.
 */
export interface Reactions {
  react(
    policy: ReactionName,
    types: readonly EventAddress[],
    handler: (event: Recorded) => Promise<void>,
  ): Promise<Running>;
}

/** Name of the durable reader; one of those in the broker's topology. */
export type ReactionName = string;
export interface EventAddress {
  readonly kind: string;
  readonly type: string;
}
