import { CommandMemory, type RememberedCommand } from './command-memory.ts';
import type { Decider } from './decider.ts';
import { type AppendOutcome, type EventStore, type Head, NO_STREAM, StoreUnavailable } from './event-store.ts';
import {
  type CommandContext,
  CommandIdReused,
  type CommandResult,
  MessageIdReused,
  OutcomeUnknown,
  StreamContended,
  type Target,
} from './handle-command.ts';
import type { Message, Recorded, StreamName } from './message.ts';
import { isRefusal } from './refusal.ts';
import { createTurnstile } from './turnstile.ts';

export interface AggregatesOptions {
  /** Streams kept warm; 5,000 unless told. */
  readonly maxWarm?: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
}

/**
 * The write side: finds out whether a command was done before, decides, appends, and decides again on a conflict.
 *
 * State machine of one command. *Look*: every target is brought to a head and searched for the command id; found means
 * the answer is made from its own events. *Decide*: on warm state; a refusal or "already so" counts only after the
 * leader's head has confirmed the state. *Append*: committed ends it; conflict goes back to Look after a jittered
 * pause; unknown goes back to Look too, and as long as the head has not moved the same append is tried again with the
 * same expectation, since "not found" alone proves nothing. At the deadline: `OutcomeUnknown` if the last append got
 * no answer, else `StreamContended`.
 */
export interface Aggregates {
  handleCommand(target: Target, context: CommandContext): Promise<CommandResult>;
  /** Decides all targets and appends once, all or nothing. */
  handleCommands(targets: readonly Target[], context: CommandContext): Promise<CommandResult>;
  /** State as of the leader's head at the moment of the call. */
  read<State, Command extends Message, Event extends Message>(
    stream: StreamName,
    decider: Decider<State, Command, Event>,
  ): Promise<{ readonly state: State; readonly head: Head }>;
  /** Keeps warm state up with the log; call it for every event of a feed. Order and gaps are checked, repeats ignored. */
  observe(event: Recorded): void;
}

/** Injection token of the one `Aggregates` of a process. */
export const AGGREGATES = Symbol('Aggregates');

interface Warm {
  state: unknown;
  head: Head;
  readonly commands: CommandMemory;
  readonly evolve: Target['evolve'];
}

type Fold = Pick<Target, 'stream' | 'initialState' | 'evolve'>;

const DEFAULT_TIMEOUT_MS = 5_000;

export const createAggregates = (store: EventStore, options: AggregatesOptions = {}): Aggregates => {
  const maxWarm = options.maxWarm ?? 5_000;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const turnstile = createTurnstile();
  const warm = new Map<StreamName, Warm>();

  const open = async (fold: Fold): Promise<Warm> => {
    const known = warm.get(fold.stream);
    if (!known) return refresh(fold);
    keep(fold.stream, known);
    return known;
  };

  const refresh = async (fold: Fold): Promise<Warm> => {
    const known = warm.get(fold.stream);
    const { events } = await store.load(fold.stream, known?.head ?? NO_STREAM);
    // A feed may have moved the warm state while we read: apply() ignores what it has seen.
    const entry = warm.get(fold.stream) ?? {
      state: fold.initialState(),
      head: NO_STREAM,
      commands: new CommandMemory(),
      evolve: fold.evolve,
    };
    for (const event of events) apply(entry, event);
    keep(fold.stream, entry);
    return entry;
  };

  const keep = (stream: StreamName, entry: Warm): void => {
    warm.delete(stream);
    warm.set(stream, entry);
    if (warm.size > maxWarm) {
      const oldest = warm.keys().next();
      if (!oldest.done) warm.delete(oldest.value);
    }
  };

  const found = async (targets: readonly Target[], context: CommandContext): Promise<CommandResult | undefined> => {
    const known = () => targets.map(({ stream }) => warm.get(stream)?.commands.find(context.commandId));
    if (!known().some(Boolean)) return undefined;
    await Promise.all(targets.map(refresh));
    const remembered = known().filter((command): command is RememberedCommand => command !== undefined);
    if (remembered.some(({ digest }) => digest !== context.commandDigest)) {
      throw new CommandIdReused(`Command ${context.commandId} was used before for something else; use a new id`);
    }
    const positions = remembered.flatMap((command) => command.positions).toSorted((a, b) => a - b);
    const events = await Promise.all(positions.map((at) => store.read(at)));
    const own = events.filter((event): event is Recorded => event !== undefined);
    return { position: lastPosition(own), events: own, repeated: true };
  };

  const confirmed = async (targets: readonly Target[]): Promise<boolean> => {
    const before = targets.map(({ stream }) => warm.get(stream)?.head.version);
    await Promise.all(targets.map(refresh));
    return targets.every(({ stream }, index) => warm.get(stream)?.head.version === before[index]);
  };

  const handle = async (targets: readonly Target[], context: CommandContext): Promise<CommandResult> => {
    const deadline = now() + (context.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let doubt: unknown;
    for (let attempt = 0; ; attempt += 1) {
      if (attempt > 0) {
        if (now() >= deadline) throw outOfTime(context, doubt);
        await sleep(Math.min(2 ** attempt, 50) * (0.5 + random()));
      }
      let entries: readonly Warm[];
      try {
        // After the first attempt the head is what decides, so it is read again.
        entries = await Promise.all(targets.map(attempt === 0 ? open : refresh));
      } catch (error) {
        if (doubt === undefined || !(error instanceof StoreUnavailable)) throw error;
        continue;
      }
      const earlier = await found(targets, context);
      if (earlier) return earlier;

      const heads = entries.map(({ head }) => head);
      let decided: readonly (readonly Message[])[];
      try {
        decided = targets.map((one, index) => one.decide(entries[index]?.state));
      } catch (error) {
        if (!isRefusal(error) || (await confirmed(targets))) throw error;
        continue;
      }
      if (decided.every((events) => events.length === 0)) {
        if (await confirmed(targets)) return alreadySo(heads);
        continue;
      }
      const outcome = await store.append(writesOf(targets, heads, decided), metaOf(context));
      const result = settle(outcome, targets);
      if (result) return result;
      if (outcome.status === 'duplicate') {
        await Promise.all(targets.map(refresh));
        const own = await found(targets, context);
        if (own) return own;
        throw new MessageIdReused(
          `The store has seen the message ids of command ${context.commandId}, but none of its events exists`,
        );
      }
      doubt = outcome.status === 'unknown' ? (outcome.cause ?? 'no answer') : undefined;
    }
  };

  const settle = (outcome: AppendOutcome, targets: readonly Target[]): CommandResult | undefined => {
    if (outcome.status !== 'committed') return undefined;
    for (const event of outcome.events) {
      const entry = warm.get(event.meta.stream);
      if (entry && targets.some(({ stream }) => stream === event.meta.stream)) apply(entry, event);
    }
    return { position: lastPosition(outcome.events), events: outcome.events, repeated: false };
  };

  return {
    handleCommand: (one, context) => turnstile([one.stream], () => handle([one], context)),
    handleCommands: (targets, context) =>
      turnstile(
        targets.map(({ stream }) => stream),
        () => handle(targets, context),
      ),
    read: async <State, Command extends Message, Event extends Message>(
      stream: StreamName,
      decider: Decider<State, Command, Event>,
    ) => {
      const entry = await refresh({
        stream,
        initialState: decider.initialState,
        evolve: (state, event) => decider.evolve(state as State, event as Event),
      });
      return { state: entry.state as State, head: entry.head };
    },
    observe: (event) => {
      const entry = warm.get(event.meta.stream);
      if (entry) apply(entry, event);
    },
  };
};

/** Applies the next event of the stream; an older one is a repeat, a later one waits until it is loaded in order. */
const apply = (entry: Warm, event: Recorded): void => {
  if (event.meta.aggregateVersion !== entry.head.version + 1) return;
  entry.state = entry.evolve(entry.state, event);
  entry.head = { position: event.meta.position, version: event.meta.aggregateVersion };
  entry.commands.record(event);
};

const writesOf = (targets: readonly Target[], heads: readonly Head[], decided: readonly (readonly Message[])[]) =>
  targets.flatMap(({ stream }, index) => {
    const events = decided[index] ?? [];
    return events.length === 0 ? [] : [{ stream, expected: heads[index] ?? NO_STREAM, events }];
  });

const metaOf = ({ commandId, commandDigest, actor, correlationId, causationId, now, traceparent }: CommandContext) => ({
  commandId,
  commandDigest,
  actor,
  correlationId,
  causationId,
  time: now,
  ...(traceparent === undefined ? {} : { traceparent }),
});

const lastPosition = (events: readonly Recorded[]) =>
  events.reduce((highest, { meta }) => (meta.position > highest ? meta.position : highest), NO_STREAM.position);

const alreadySo = (heads: readonly Head[]): CommandResult => ({
  position: heads.reduce((highest, head) => (head.position > highest ? head.position : highest), NO_STREAM.position),
  events: [],
  repeated: false,
});

const outOfTime = ({ commandId, timeoutMs = DEFAULT_TIMEOUT_MS }: CommandContext, doubt: unknown): Error =>
  doubt === undefined
    ? new StreamContended(`Command ${commandId} met other writers for ${timeoutMs} ms; nothing was stored, try again`)
    : new OutcomeUnknown(`Command ${commandId} got no answer within ${timeoutMs} ms; ask again with the same id`, {
        cause: doubt,
      });
