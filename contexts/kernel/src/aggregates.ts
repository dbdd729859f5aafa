import { CommandMemory, type RememberedCommand } from './command-memory.ts';
import type { Decider } from './decider.ts';
import { type EventStore, type Head, NO_STREAM, StoreFull, StoreUnavailable } from './event-store.ts';
import {
  type CommandContext,
  CommandIdReused,
  type CommandResult,
  MessageIdReused,
  OutcomeUnknown,
  StreamContended,
  type Target,
} from './handle-command.ts';
import type { Caused, EventId, Message, Recorded, StreamName } from './message.ts';
import { isRefusal } from './refusal.ts';
import { type Snapshot, type SnapshotKeeperOptions, type Snapshots, createSnapshotKeeper } from './snapshots.ts';
import { createTurnstile } from './turnstile.ts';

export interface AggregatesOptions {
  /** Streams kept warm; 5,000 unless told. */
  readonly maxWarm?: number;
  /** Where states are kept from which a cold stream is opened; without it, every event of it is read. */
  readonly snapshots?: Snapshots;
  readonly keeping?: SnapshotKeeperOptions;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
}

/**
 * The write side: finds out whether a command was done before, decides, appends, and decides again on a conflict.
 *
 * State machine of one command. *Look*: every target is brought to a head and searched for the command id; found means
 * the answer is made from its own events. *Decide*: on warm state; a refusal or "already so" counts only after one that
 * surely leads the log has confirmed that the state is the newest. *Append*: committed ends it; conflict goes back to Look after a jittered
 * pause; unknown goes back to Look too, and as long as the head has not moved the same append is tried again with the
 * same expectation, since "not found" alone proves nothing. A store that is away is asked again until the deadline,
 * and its `StoreUnavailable` thrown then; one that is overloaded or full is not. At the deadline: `OutcomeUnknown` if the last append got
 * no answer that settles it, else `StreamContended`.
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
  /** Id of the event at the head. */
  lastEvent: EventId | undefined;
  commands: CommandMemory;
  readonly evolve: Target['evolve'];
  readonly stateVersion: number | undefined;
}

/** An append that got no answer, and the heads that it expected. */
interface Doubt {
  readonly heads: readonly Head[];
  readonly cause: unknown;
}

/** Where a command stands after so many attempts. */
interface Turn {
  readonly attempts: number;
  /** Answers "these message ids are known" without an event of the command to be found. */
  readonly duplicates: number;
  readonly result?: CommandResult;
  readonly doubt?: Doubt | undefined;
}

interface Decision {
  readonly heads: readonly Head[];
  readonly decided: readonly (readonly Caused[])[];
}

type Fold = Pick<Target, 'stream' | 'initialState' | 'evolve' | 'stateVersion'>;

const DEFAULT_TIMEOUT_MS = 5_000;
const DUPLICATES_TO_BELIEVE = 3;

export const createAggregates = (store: EventStore, options: AggregatesOptions = {}): Aggregates => {
  const maxWarm = options.maxWarm ?? 5_000;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const turnstile = createTurnstile();
  const warm = new Map<StreamName, Warm>();
  const { snapshots } = options;
  const keeper = snapshots && createSnapshotKeeper(snapshots, options.keeping);

  const entryOf = (fold: Fold): Warm => {
    const entry = warm.get(fold.stream) ?? {
      state: fold.initialState(),
      head: NO_STREAM,
      lastEvent: undefined,
      commands: new CommandMemory(),
      evolve: fold.evolve,
      stateVersion: fold.stateVersion,
    };
    warm.delete(fold.stream);
    warm.set(fold.stream, entry);
    if (warm.size > maxWarm) {
      const oldest = warm.keys().next();
      if (!oldest.done) warm.delete(oldest.value);
    }
    return entry;
  };

  /** Applies what is next in the stream, and has a snapshot made when that is worth it. */
  const advance = (stream: StreamName, entry: Warm, events: readonly Recorded[]): void => {
    for (const event of events) apply(entry, event);
    if (entry.stateVersion !== undefined) keeper?.moved(stream, entry.head.version, () => snapshotOf(entry));
  };

  /**
   * Begins a cold entry with its snapshot, if there is one and the log still holds the event that it ends with, and with
   * what came after. Nothing waits for what it need not know: the leader is asked for the head while the snapshot is
   * looked for, and what came after is read while the snapshot is checked against the log.
   * @returns the head as the leader has it, up to which the entry need not have come.
   */
  const recall = async (known: Snapshots, stream: StreamName, entry: Warm): Promise<Head> => {
    // What goes wrong with a cache is no reason to refuse a command: the log has everything.
    const [snapshot, head] = await Promise.all([known.find(stream).catch(() => undefined), store.head(stream)]);
    if (!snapshot || snapshot.stateVersion !== entry.stateVersion) return head;
    const [last, later] = await Promise.all([
      store.read(snapshot.head.position).catch(() => undefined),
      store.load(stream, snapshot.head, head).catch(() => undefined),
    ]);
    const isOfThisLog =
      last?.meta.id === snapshot.lastEvent &&
      last.meta.stream === stream &&
      last.meta.aggregateVersion === snapshot.head.version;
    // A feed or another caller may have begun it meanwhile.
    if (!isOfThisLog || entry.head.version > 0) return head;
    keeper?.has(stream, snapshot.head.version);
    entry.state = snapshot.state;
    entry.head = snapshot.head;
    entry.lastEvent = snapshot.lastEvent;
    entry.commands = new CommandMemory(snapshot.commands);
    if (later) advance(stream, entry, later.events);
    return head;
  };

  /** Brings the entry to the leader's head; a feed may move it meanwhile, `apply` ignores what it has seen. */
  const refresh = async (stream: StreamName, entry: Warm): Promise<void> => {
    const isCold = entry.head.version === 0 && entry.stateVersion !== undefined;
    const head = isCold && snapshots ? await recall(snapshots, stream, entry) : undefined;
    if (head && entry.head.version >= head.version) return;
    const { events } = await store.load(stream, entry.head, head);
    advance(stream, entry, events);
  };

  const refreshAll = async (targets: readonly Target[], entries: readonly Warm[]): Promise<void> => {
    await Promise.all(entries.map((entry, index) => refresh(streamAt(targets, index), entry)));
  };

  /** The answer of an earlier delivery of the command, from its own events. */
  const answerAgain = async (
    targets: readonly Target[],
    entries: readonly Warm[],
    context: CommandContext,
  ): Promise<CommandResult> => {
    await refreshAll(targets, entries);
    const remembered = remember(entries, context.commandId);
    const positions = [...new Set(remembered.flatMap((command) => command.positions))].toSorted((a, b) => a - b);
    const events = await Promise.all(positions.map((at) => store.read(at)));
    const own = events.filter((event): event is Recorded => event !== undefined);
    // Who answers now led before, and has less than we have seen.
    if (own.length < events.length)
      throw new StoreUnavailable(`Not all events of ${context.commandId} can be read now`);
    if (own.some(({ meta }) => meta.commandDigest !== context.commandDigest)) {
      throw new CommandIdReused(`Command ${context.commandId} was used before for something else; use a new id`);
    }
    return { position: lastPosition(own), events: own, repeated: true };
  };

  /** Whether what was decided on is still the newest. */
  const confirmed = async (targets: readonly Target[], heads: readonly Head[]): Promise<boolean> => {
    const ends = await Promise.all(heads.map((head, index) => store.endsAt(streamAt(targets, index), head)));
    return ends.every(Boolean);
  };

  /** Decides on the state as it is; undefined when it was "no" or "already so" on a state that is not the newest. */
  const decideAll = async (targets: readonly Target[], entries: readonly Warm[]): Promise<Decision | undefined> => {
    // Nothing is awaited between the look-up of the command and this, so the state holds no event of it.
    const heads = entries.map(({ head }) => head);
    let decided: readonly (readonly Caused[])[];
    try {
      decided = targets.map((one, index) => one.decide(entries[index]?.state));
    } catch (error) {
      if (!isRefusal(error) || (await confirmed(targets, heads))) throw error;
      return undefined;
    }
    const something = decided.some((events) => events.length > 0);
    return something || (await confirmed(targets, heads)) ? { heads, decided } : undefined;
  };

  const attemptOnce = async (targets: readonly Target[], context: CommandContext, before: Turn): Promise<Turn> => {
    const entries = targets.map(entryOf);
    // Warm state may be stale, which costs a conflict; what was never loaded, or has met one, is read.
    if (before.attempts > 0 || entries.some(({ head }) => head.version === 0)) await refreshAll(targets, entries);
    const attempts = before.attempts + 1;
    if (remember(entries, context.commandId).length > 0) {
      return { ...before, attempts, result: await answerAgain(targets, entries, context) };
    }
    const doubt = stillInDoubt(before.doubt, entries);
    const decision = await decideAll(targets, entries);
    if (!decision) return { ...before, attempts, doubt };
    const { heads, decided } = decision;
    if (decided.every((events) => events.length === 0)) return { ...before, attempts, result: alreadySo(heads) };

    const outcome = await store.append(writesOf(targets, heads, decided), metaOf(context));
    switch (outcome.status) {
      case 'committed':
        for (const [index, { stream }] of targets.entries()) {
          const own = outcome.events.filter(({ meta }) => meta.stream === stream);
          const entry = entries[index];
          if (entry) advance(stream, entry, own);
        }
        return {
          ...before,
          attempts,
          result: { position: lastPosition(outcome.events), events: outcome.events, repeated: false },
        };
      case 'duplicate':
        await refreshAll(targets, entries);
        if (remember(entries, context.commandId).length > 0) {
          return { ...before, attempts, result: await answerAgain(targets, entries, context) };
        }
        // An id is known from the moment that its event is proposed, which may be before the event can be read.
        if (before.duplicates >= DUPLICATES_TO_BELIEVE) throw reused(context);
        return { attempts, duplicates: before.duplicates + 1, doubt };
      case 'unknown':
        return { ...before, attempts, doubt: { heads, cause: outcome.cause ?? 'no answer' } };
      case 'conflict':
        // Where an earlier append is in doubt, it may be what we ran into: the next look tells.
        return { ...before, attempts, doubt };
    }
  };

  const handle = async (
    targets: readonly Target[],
    context: CommandContext,
    deadline: number,
  ): Promise<CommandResult> => {
    let turn: Turn = { attempts: 0, duplicates: 0 };
    // Whoever waited for others until now would only make those behind wait, too.
    if (now() >= deadline) throw outOfTime(context, turn.doubt);
    for (;;) {
      try {
        turn = await attemptOnce(targets, context, turn);
      } catch (error) {
        // While an append is in doubt, "not reachable now" is no answer to whether it was stored.
        const passing = error instanceof StoreUnavailable || error instanceof StoreFull;
        if (!passing || !(turn.doubt || mayComeBack(error, deadline))) throw error;
      }
      if (turn.result) return turn.result;
      if (now() >= deadline) throw outOfTime(context, turn.doubt);
      await sleep(Math.min(2 ** turn.attempts, 50) * (0.5 + random()));
    }
  };

  /** A store that is choosing its next leader is back within a command's time. */
  const mayComeBack = (error: StoreUnavailable | StoreFull, deadline: number): boolean =>
    error instanceof StoreUnavailable && !error.overloaded && now() < deadline;

  /** The time of a command begins with its call: waiting for one's turn is part of it. */
  const inTurn = (targets: readonly Target[], context: CommandContext): Promise<CommandResult> => {
    const deadline = now() + (context.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return turnstile(
      targets.map(({ stream }) => stream),
      () => handle(targets, context, deadline),
    );
  };

  return {
    handleCommand: (one, context) => inTurn([one], context),
    handleCommands: inTurn,
    read: async <State, Command extends Message, Event extends Message>(
      stream: StreamName,
      decider: Decider<State, Command, Event>,
    ) => {
      const entry = entryOf({
        stream,
        initialState: decider.initialState,
        evolve: (state, event) => decider.evolve(state as State, event as Event),
        stateVersion: decider.stateVersion,
      });
      await refresh(stream, entry);
      return { state: entry.state as State, head: entry.head };
    },
    observe: (event) => {
      const entry = warm.get(event.meta.stream);
      if (entry) advance(event.meta.stream, entry, [event]);
    },
  };
};

/** Applies the next event of the stream; an older one is a repeat, a later one waits until it is loaded in order. */
const apply = (entry: Warm, event: Recorded): void => {
  if (event.meta.aggregateVersion !== entry.head.version + 1) return;
  entry.state = entry.evolve(entry.state, event);
  entry.head = { position: event.meta.position, version: event.meta.aggregateVersion };
  entry.lastEvent = event.meta.id;
  entry.commands.record(event);
};

const snapshotOf = ({ state, head, lastEvent, commands, stateVersion }: Warm): Snapshot | undefined =>
  stateVersion === undefined || lastEvent === undefined
    ? undefined
    : { stateVersion, head, lastEvent, state, commands: commands.all() };

/** A head that moved past the doubtful append without its command is the proof that it can no longer be stored. */
const stillInDoubt = (doubt: Doubt | undefined, entries: readonly Warm[]): Doubt | undefined =>
  doubt?.heads.some(({ version }, index) => (entries[index]?.head.version ?? 0) > version) ? undefined : doubt;

const remember = (entries: readonly Warm[], id: CommandContext['commandId']): RememberedCommand[] =>
  entries.flatMap(({ commands }) => commands.find(id) ?? []);

const streamAt = (targets: readonly Target[], index: number): StreamName => {
  const one = targets[index];
  if (!one) throw new RangeError(`no target ${index}`);
  return one.stream;
};

const writesOf = (targets: readonly Target[], heads: readonly Head[], decided: readonly (readonly Caused[])[]) =>
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

const outOfTime = ({ commandId, timeoutMs = DEFAULT_TIMEOUT_MS }: CommandContext, doubt: Doubt | undefined): Error =>
  doubt === undefined
    ? new StreamContended(`Command ${commandId} met other writers for ${timeoutMs} ms; nothing was stored, try again`)
    : new OutcomeUnknown(`Command ${commandId} got no answer within ${timeoutMs} ms; ask again with the same id`, {
        cause: doubt.cause,
      });

const reused = ({ commandId }: CommandContext): Error =>
  new MessageIdReused(`The store has seen the message ids of command ${commandId}, but none of its events exists`);
