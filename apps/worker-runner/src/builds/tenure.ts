import {
  actor,
  type Cause,
  type CommandResult,
  commandDigest,
  commandId,
  type HeldLock,
  OutcomeUnknown,
  StoreFull,
  StoreUnavailable,
  StreamContended,
} from '@pagewright/kernel';
import type { SiteCommand, SiteId, Token } from '@pagewright/sites';
import type { Wait } from './lock-waits.ts';
import type { Observe } from './runner-events.ts';
import type { SiteCommands } from './site-commands.ts';

export interface TenureOptions {
  readonly site: SiteId;
  readonly lock: HeldLock;
  readonly runnerId: string;
  readonly commands: SiteCommands;
  readonly observe: Observe;
  readonly now: () => Date;
  /** How long the lock was waited for. */
  readonly waited?: Wait;
}

/** The lock went away: whoever holds it now goes on, nothing may be done under this one any more. */
export class TenureLost extends Error {
  override readonly name = 'TenureLost';
}

const RETRYABLE = [OutcomeUnknown, StoreUnavailable, StreamContended, StoreFull] as const;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A runner's time with one site, under one lock. Every command it sends is counted: turn (a start of a build) and
 * number within the turn make the command's id, so that a repeat after a lost answer is the same command.
 */
export class Tenure {
  readonly site: SiteId;
  readonly token: Token;
  readonly lost: AbortSignal;
  readonly #options: TenureOptions;
  #waited: Wait | undefined;
  #turn = 0;
  #sent = 0;

  constructor(options: TenureOptions) {
    this.#options = options;
    this.site = options.site;
    this.#waited = options.waited;
    // The lock's token is what the site's events call by the same name.
    this.token = options.lock.token as number as Token;
    this.lost = options.lock.lost;
  }

  /** How long the lock was waited for, told once: to the first attempt under it. */
  takeWait(): Wait | undefined {
    const waited = this.#waited;
    this.#waited = undefined;
    return waited;
  }

  /** Begins the next turn: the numbers of its commands start again. */
  nextTurn(): void {
    this.#turn += 1;
    this.#sent = 0;
  }

  /** Sends a command until it is known what became of it. @throws Refusal; TenureLost when the lock goes first. */
  async send(make: (now: string) => SiteCommand, cause?: Cause): Promise<CommandResult> {
    const { runnerId, commands, now } = this.#options;
    const time = now().toISOString();
    const command = make(time);
    this.#sent += 1;
    const id = commandId('runner', this.site, String(this.token), String(this.#turn), command.type, String(this.#sent));
    const context = {
      commandId: id,
      commandDigest: commandDigest(asked(command)),
      actor: actor('runner', runnerId),
      correlationId: cause?.correlationId ?? id,
      causationId: cause?.causationId ?? id,
      ...(cause?.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
      now: time,
    };
    for (let pause = 200; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (this.lost.aborted) throw new TenureLost(`The lock of site ${this.site} was lost before ${command.type}`);
      try {
        return await commands(command, context);
      } catch (raw) {
        if (!RETRYABLE.some((kind) => raw instanceof kind)) throw raw;
        const delayMs = Math.round(pause * (0.5 + Math.random()));
        const why = raw instanceof Error ? raw.message : String(raw);
        this.#options.observe({ type: 'command-delayed', command: command.type, delayMs, why });
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }
}

/** The command without times and seals, which differ each time the same thing is asked. */
const asked = (command: SiteCommand): unknown => {
  const entries = Object.entries(command.data).filter(([key]) => key !== 'now');
  return { type: command.type, data: Object.fromEntries(entries.map(([key, value]) => [key, withoutSeals(value)])) };
};

const withoutSeals = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSeals);
  return typeof value === 'object' && value !== null && 'sealed' in value ? 'sealed' : value;
};
