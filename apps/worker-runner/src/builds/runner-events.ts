import type { AgentUse } from '../../protocol/wire.ts';

/** What a runner tells whoever listens; listening can never break the work. */
export type RunnerEvent =
  | { readonly type: 'reaped'; readonly workers: number }
  | { readonly type: 'site-busy'; readonly site: string; readonly holder: string }
  | { readonly type: 'lock-lost'; readonly site: string; readonly token: number }
  | {
      readonly type: 'attempt-started';
      readonly site: string;
      readonly build: string;
      readonly attempt: number;
      /** Of the wish that all this follows from, as in the API's log. */
      readonly correlationId: string;
    }
  | {
      readonly type: 'attempt-ended';
      readonly site: string;
      readonly build: string;
      readonly attempt: number;
      readonly correlationId: string;
      /** The event that was appended, or `crashed` or `lost`. */
      readonly how: string;
      readonly durationMs: number;
    }
  /** What an agent says of its use of a model; `builtin` uses none. Its name is ours: a worker may call itself anything. */
  | ({
      readonly type: 'agent-used';
      readonly site: string;
      readonly build: string;
      readonly agent: string;
    } & Omit<AgentUse, 'name'>)
  | { readonly type: 'worker-died'; readonly worker: string; readonly build: string; readonly why: string }
  | { readonly type: 'command-delayed'; readonly command: string; readonly delayMs: number; readonly why: string }
  | { readonly type: 'warning'; readonly sentence: string };

export type Observe = (event: RunnerEvent) => void;

/** Keeps a listener's fault away from the work. */
export const safely =
  (observe: Observe): Observe =>
  (event) => {
    try {
      observe(event);
    } catch {
      // A listener that fails has only failed to listen.
    }
  };
