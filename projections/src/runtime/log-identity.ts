import { setTimeout as pause } from 'node:timers/promises';
import { type EventFeed, LogReplaced } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { type Checkpoint, isCheckpoint } from './checkpoint.ts';
import { unless } from './dropped.ts';
import { isEnvironment } from './retry-table.ts';

const ASK_AGAIN_MS = 250;
const NOBODY_WAITS = 'Nobody waits for an answer of the log any more';

/**
 * What tells one log from another: where its first event lies, and which it is. Undefined while it is empty; one that is
 * away is waited for.
 * @throws Dropped when the signal came before there was an answer
 */
const identityOf = async (feed: EventFeed, signal: AbortSignal): Promise<string | undefined> => {
  for (;;) {
    try {
      const first = await unless(signal, feed.first(), NOBODY_WAITS);
      return first && `${first.meta.position} ${first.meta.id}`;
    } catch (fault) {
      if (!isEnvironment(fault)) throw fault;
      await unless(signal, pause(ASK_AGAIN_MS), NOBODY_WAITS);
    }
  }
};

/**
 * Notes from which log the rows are made, and demands that it is still the same: a position of another log would lead on
 * in the middle of a history that the rows do not have. False while the log is empty and nothing can be noted.
 * @throws LogReplaced | Dropped
 */
export const demandSameLog = async (
  connection: Kysely<ReadModels>,
  feed: EventFeed,
  checkpoint: Omit<Checkpoint, 'live'>,
  signal: AbortSignal,
): Promise<boolean> => {
  const now = await identityOf(feed, signal);
  if (now === undefined) return false;
  const isOurs = isCheckpoint(checkpoint);
  const row = await connection.selectFrom('projection').select('log').where(isOurs).executeTakeFirst();
  const then = row?.log ?? null;
  if (then === now) return true;
  if (then !== null && checkpoint.position > 0) throw new LogReplaced(`The projection ${checkpoint.name}`);
  await connection.updateTable('projection').set({ log: now }).where(isOurs).execute();
  return true;
};
