import { BEGINNING, type EventFeed, LogReplaced } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';

/**
 * What tells one log from another: where its first event lies, and which it is. Undefined while it is empty, and when
 * the signal came before there was an answer.
 */
const identityOf = async (feed: EventFeed, signal: AbortSignal): Promise<string | undefined> => {
  for await (const { events, caughtUp } of feed.subscribe({ after: BEGINNING, maxBatch: 1, signal })) {
    const [first] = events;
    if (first) return `${first.meta.position} ${first.meta.id}`;
    if (caughtUp) break;
  }
  return undefined;
};

interface Checkpoint {
  readonly name: string;
  readonly version: number;
  readonly position: number;
}

/**
 * Notes from which log the rows are made, and demands that it is still the same: a position of another log would lead on
 * in the middle of a history that the rows do not have. False while the log is empty and nothing can be noted, and when
 * it is stopped by the signal: a log that is away is waited for.
 * @throws LogReplaced
 */
export const demandSameLog = async (
  connection: Kysely<ReadModels>,
  feed: EventFeed,
  { name, version, position }: Checkpoint,
  signal: AbortSignal,
): Promise<boolean> => {
  const now = await identityOf(feed, signal);
  if (now === undefined) return false;
  const row = () => connection.selectFrom('projection').where('name', '=', name).where('version', '=', version);
  const then = (await row().select('log').executeTakeFirst())?.log ?? null;
  if (then === now) return true;
  if (then !== null && position > 0) throw new LogReplaced(`The projection ${name}`);
  await connection
    .updateTable('projection')
    .set({ log: now })
    .where('name', '=', name)
    .where('version', '=', version)
    .execute();
  return true;
};
