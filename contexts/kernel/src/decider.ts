import type { Caused, Folded, Message } from './message.ts';
export { Refusal, isRefusal } from './refusal.ts';

/**
 * The rules of one aggregate as three pure functions (J. Chassaing, "Functional Event Sourcing Decider").
 * `decide` returns the events to record, empty when it is already so, and throws nothing but `Refusal`;
 * `evolve` is total over every event of the stream.
 */
export interface Decider<State, Command extends Message, Event extends Message> {
  readonly initialState: () => State;
  readonly decide: (command: Command, state: State) => readonly Caused<Event>[];
  readonly evolve: (state: State, event: Folded<Event>) => State;
  /**
   * Goes up with every change of the state's shape or of what `evolve` makes of an event, since snapshots of another
   * version are not used. Given only where the state is plain data; without it no snapshots are made.
   */
  readonly stateVersion?: number;
}
