/**
 * Anything long-lived. `ready` resolves when it works, `finished` when it has ended (rejects when it ended by a fault).
 * Stopping twice is harmless; `await using` stops gracefully.
 */
export interface Running extends AsyncDisposable {
  readonly ready: Promise<void>;
  readonly finished: Promise<void>;
  /** Takes nothing new, finishes what it has. */
  gracefulShutdown(): Promise<void>;
  /** Drops what it has; nothing durable is lost by it. */
  forcefulShutdown(): Promise<void>;
}
