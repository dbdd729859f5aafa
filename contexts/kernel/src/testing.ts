import { type Aggregates, createAggregates } from './aggregates.ts';
import type { Decider } from './decider.ts';
import { type EventStore, type Head, NO_STREAM } from './event-store.ts';
import { eventId, position } from './ids.ts';
import type { Message, Recorded, StreamName } from './message.ts';
import { isRefusal } from './refusal.ts';

/**
 * Given/when/then over a decider: `given(...history).when(command).then(...events)`, `.thenNothing()`,
 * `.thenRefused(code)`. Failures throw with both sides in the message, so it works under any test runner.
 */
export const decisionsOf =
  <State, Command extends Message, Event extends Message>(decider: Decider<State, Command, Event>) =>
  (...history: readonly Event[]) => {
    const state = () => history.reduce<State>((before, event) => decider.evolve(before, event), decider.initialState());
    return {
      when: (command: Command) => ({
        then: (...expected: readonly Event[]): void => demand(decider.decide(command, state()), expected),
        thenNothing: (): void => demand(decider.decide(command, state()), []),
        thenRefused: (code: string): void => {
          let events: readonly Event[];
          try {
            events = decider.decide(command, state());
          } catch (error) {
            if (!isRefusal(error)) throw error;
            return demand(error.code, code);
          }
          throw new Error(`expected the refusal ${code}, got ${JSON.stringify(events, undefined, 2)}`);
        },
      }),
      state,
    };
  };

/** Aggregates over an array, for specs of handlers: one process, no faults; `log` is what was appended, in order. */
export const aggregatesInMemory = (): { readonly aggregates: Aggregates; readonly log: readonly Recorded[] } => {
  const log: Recorded[] = [];
  const of = (stream: StreamName) => log.filter(({ meta }) => meta.stream === stream);
  const headOf = (stream: StreamName): Head => {
    const last = of(stream).at(-1)?.meta;
    return last ? { position: last.position, version: last.aggregateVersion } : NO_STREAM;
  };
  const store: EventStore = {
    append: async (writes, meta) => {
      if (writes.some(({ stream, expected }) => headOf(stream).version !== expected.version)) {
        return { status: 'conflict' };
      }
      const all = writes.flatMap(({ stream, expected, events }) =>
        events.map((event, index) => ({ stream, event, aggregateVersion: expected.version + index + 1 })),
      );
      const recorded = all.map(({ stream, event, aggregateVersion }, index) => {
        const at = position(log.length + index + 1);
        const own = { id: eventId(meta.commandId, index), stream, position: at, aggregateVersion, schemaVersion: 1 };
        const { cause, ...message } = event;
        return { ...message, meta: { ...meta, ...cause, ...own } };
      });
      log.push(...recorded);
      return { status: 'committed', events: recorded };
    },
    load: async (stream, after = NO_STREAM) => ({
      events: of(stream).filter(({ meta }) => meta.aggregateVersion > after.version),
      head: headOf(stream),
    }),
    head: async (stream) => headOf(stream),
    endsAt: async (stream, { version }) => headOf(stream).version === version,
    read: async (at) => log[at - 1],
    newest: async (kind, type) =>
      log.findLast((event) => event.type === type && event.meta.stream.startsWith(`${kind}.`)),
  };
  return { aggregates: createAggregates(store), log };
};

const demand = (actual: unknown, expected: unknown): void => {
  const [is, should] = [stable(actual), stable(expected)];
  if (is !== should) throw new Error(`expected ${should}\n     got ${is}`);
};

const stable = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    2,
  ) ?? 'undefined';
