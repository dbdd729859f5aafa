import type { CommandResult, DeadLetter, QueuedItem, WorkQueue } from '@pagewright/kernel';
import type { RecordDeed } from './deeds.ts';
import { QUEUES } from './queues.ts';

/** What an operator can name: work in a queue, or a letter about work that was given up. */
export type Item = (QueuedItem & { readonly state: 'queued' }) | DeadLetter;

/** `done`: it was done and written down. Else nothing was: `unknown` item, or one whose state has no such act. */
export type ItemOutcome =
  | { readonly outcome: 'done'; readonly recorded: CommandResult }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'not-now'; readonly state: Item['state'] };

export interface ItemActs {
  readonly work: WorkQueue;
  readonly record: RecordDeed;
}

export const findItem = async (
  work: Pick<WorkQueue, 'item' | 'deadLetters'>,
  id: string,
): Promise<Item | undefined> => {
  const [queue] = id.split('.');
  if (!QUEUES.some((known) => known === queue)) return undefined;
  // The item first: between the two looks it may be given up, never the other way.
  const queued = await work.item(id);
  return queued ? { ...queued, state: 'queued' } : work.deadLetters.find(id);
};

/** Puts work that was given up back into its queue, with its attempts begun anew. */
export const retryItem = async ({ work, record }: ItemActs, id: string): Promise<ItemOutcome> => {
  const found = await findItem(work, id);
  if (!found) return { outcome: 'unknown' };
  if (found.state !== 'waiting') return { outcome: 'not-now', state: found.state };
  if ((await work.deadLetters.replay(id)) !== 'replayed') return notNow(work, id);
  return { outcome: 'done', recorded: await record({ type: 'LetterReplayed', data: { letter: id } }) };
};

/** Settles work that was given up, or takes an item out of its queue, without doing it. */
export const dropItem = async ({ work, record }: ItemActs, id: string): Promise<ItemOutcome> => {
  const found = await findItem(work, id);
  if (!found) return { outcome: 'unknown' };
  if (found.state === 'queued') {
    if ((await work.remove(id)) !== 'removed') return notNow(work, id);
    const { queue, itemId: item, sequence } = found;
    return { outcome: 'done', recorded: await record({ type: 'ItemDropped', data: { queue, item, sequence } }) };
  }
  if (found.state !== 'waiting' || (await work.deadLetters.drop(id)) !== 'dropped') return notNow(work, id);
  return { outcome: 'done', recorded: await record({ type: 'LetterDropped', data: { letter: id } }) };
};

/** Somebody was faster. */
const notNow = async (work: WorkQueue, id: string): Promise<ItemOutcome> => {
  const found = await findItem(work, id);
  return found ? { outcome: 'not-now', state: found.state } : { outcome: 'unknown' };
};
