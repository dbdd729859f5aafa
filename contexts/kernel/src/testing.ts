import type { Decider } from './decider.ts';
import type { Message } from './message.ts';
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
