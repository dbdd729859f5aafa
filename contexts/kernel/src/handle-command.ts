import type { Decider } from './decider.ts';
import type {
  Actor,
  Caused,
  CommandDigest,
  CommandId,
  Folded,
  Message,
  Position,
  Recorded,
  StreamName,
} from './message.ts';

/** What surrounds a command. The digest is taken over what the caller asked for, without times, nonces and seals. */
export interface CommandContext {
  readonly commandId: CommandId;
  readonly commandDigest: CommandDigest;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  /** RFC 3339, UTC: the time that the events will carry. */
  readonly now: string;
  readonly traceparent?: string;
  /** How long to go on deciding and looking, in milliseconds; 5,000 unless told. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  /** The highest position that the command reached; where nothing had to change, the head that it was decided on. */
  readonly position: Position;
  /** The command's own events, also when it is a repeat; empty when it was already so. */
  readonly events: readonly Recorded[];
  /** True when an earlier delivery of the same command had made the events. */
  readonly repeated: boolean;
}

/** One command for one stream, with its decider's types closed over. */
export interface Target {
  readonly stream: StreamName;
  readonly initialState: () => unknown;
  readonly evolve: (state: unknown, event: Folded) => unknown;
  /** See `Decider`. */
  readonly stateVersion: number | undefined;
  readonly decide: (state: unknown) => readonly Caused[];
}

/** State and event come back out of the cache and the log of this very stream, hence the types are the decider's. */
export const target = <State, Command extends Message, Event extends Message>(
  stream: StreamName,
  decider: Decider<State, Command, Event>,
  command: Command,
): Target => ({
  stream,
  initialState: decider.initialState,
  evolve: (state, event) => decider.evolve(state as State, event as Folded<Event>),
  stateVersion: decider.stateVersion,
  decide: (state) => decider.decide(command, state as State),
});

/** The append got no answer and looking did not tell. The same command id finds out later. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Too many writers on one stream for too long; nothing was stored. */
export class StreamContended extends Error {
  override readonly name = 'StreamContended';
}

/** The command id was used before for a different command. */
export class CommandIdReused extends Error {
  override readonly name = 'CommandIdReused';
}

/** The store calls the message ids duplicates, yet no event of this command exists: ids were reused by somebody. */
export class MessageIdReused extends Error {
  override readonly name = 'MessageIdReused';
}
