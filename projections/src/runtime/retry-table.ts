import type { Recorded } from '@pagewright/kernel';
import { DatabaseError } from '../database/database-error.ts';

/** How a fault is met: `attempts` repeats (Infinity waits for the world to heal), the delay doubling up to a cap. */
export interface RetryRule {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** One event that cannot be applied: the projection stops before it, and its rows stay as of the position before. */
export class ProjectionFailed extends Error {
  override readonly name = 'ProjectionFailed';
  readonly event: EventRef;
  constructor(projection: string, event: EventRef, cause: unknown) {
    super(
      `Projection ${projection} stopped at position ${event.position}: ${event.type} of ${event.stream} (event ${event.id}) cannot be applied: ${messageOf(cause)}`,
      { cause },
    );
    this.event = event;
  }
}

export type EventRef = Pick<Recorded['meta'], 'id' | 'stream' | 'position'> & { readonly type: string };

export const refOf = ({ type, meta: { id, stream, position } }: Recorded): EventRef => ({ id, stream, position, type });

/** The table of what is retryable, and how. */
export const ruleFor = (fault: unknown): RetryRule => {
  if (fault instanceof DatabaseError) {
    const { code = '' } = fault;
    return (CODES.find(([pattern]) => pattern.test(code)) ?? [undefined, SUSPECT])[1];
  }
  const { name, code } = fault instanceof Error ? namesOf(fault) : { name: '', code: '' };
  return NAMES[name] ?? (UNREACHABLE.has(code) ? AWAY : SUSPECT);
};

/** True when neither the event nor the code is at fault. */
export const isEnvironment = (fault: unknown): boolean => ruleFor(fault).attempts === Infinity;

/** Milliseconds before repeat `attempt` (from 1), with up to a quarter of jitter. */
export const delayOf = (rule: RetryRule, attempt: number, random: () => number = Math.random): number =>
  Math.min(rule.firstDelayMs * 2 ** (attempt - 1), rule.longestDelayMs) * (1 - random() / 4);

export const messageOf = (raw: unknown): string => (raw instanceof Error ? raw.message : String(raw));

const AWAY: RetryRule = { attempts: Infinity, firstDelayMs: 100, longestDelayMs: 10_000 };
const CLASH: RetryRule = { attempts: Infinity, firstDelayMs: 10, longestDelayMs: 500 };
const FULL: RetryRule = { attempts: Infinity, firstDelayMs: 1_000, longestDelayMs: 30_000 };
const SUSPECT: RetryRule = { attempts: 4, firstDelayMs: 50, longestDelayMs: 2_000 };
const NEVER: RetryRule = { attempts: 0, firstDelayMs: 0, longestDelayMs: 0 };

/** By SQLSTATE: the connection, a server that stops or starts, a clash, a full disk or too many connections. */
const CODES: readonly (readonly [RegExp, RetryRule])[] = [
  [/^(connection|08...|57P0.|57014|25006)$/, AWAY],
  [/^(40001|40P01|55P03)$/, CLASH],
  [/^(53...|58030)$/, FULL],
];

const NAMES: Readonly<Record<string, RetryRule>> = {
  StoreUnavailable: AWAY,
  TurnTimeout: AWAY,
  StoreFull: FULL,
  HistoryLost: NEVER,
  LogReplaced: NEVER,
  UnreadableEvent: NEVER,
  UnknownEvent: NEVER,
  InvalidEvent: NEVER,
  SealBroken: NEVER,
  ProjectionFailed: NEVER,
};

const UNREACHABLE = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN EMFILE ENFILE'.split(' '),
);

const namesOf = (error: Error): { name: string; code: string } => ({
  name: error.name,
  code: 'code' in error && typeof error.code === 'string' ? error.code : '',
});
