import type { Recorded } from '@pagewright/kernel';

/** An event with all that followed from it, each in the order of the log. */
export interface CauseTree {
  readonly event: Recorded;
  readonly effects: readonly CauseTree[];
}

/** The events of one thread, in order, as trees: an event whose cause is none of them, such as a command, is a root. */
export const causeTree = (thread: readonly Recorded[]): readonly CauseTree[] => {
  const effects = new Map<string, CauseTree[]>();
  const roots: CauseTree[] = [];
  for (const event of thread) {
    const node = { event, effects: [] as CauseTree[] };
    effects.set(event.meta.id, node.effects);
    // A cause stands before its effects.
    (effects.get(event.meta.causationId === event.meta.id ? '' : event.meta.causationId) ?? roots).push(node);
  }
  return roots;
};
