import type { Kysely } from 'kysely';
import type { ActivityLocks, Holder } from '../database/activity-locks.ts';
import type { ReadModels } from '../tables.ts';

/** Looks in a row at which a holder has said nothing new, before it counts as asleep. */
export const LOOKS = 8;
/** Looks between two words of one that lives. */
export const LOOKS_PER_BEAT = 2;

/**
 * Takes a lock away from a process that sleeps. Counted in looks and not by a clock, so that neither a database nor a
 * standby that stood still itself takes that for the other's silence. Whoever is robbed by mistake loses one batch: its
 * transaction ends with its connection, and the checkpoint guards the rest.
 */
export interface Silence {
  /** Asked each time that the lock was found taken. @returns whether its holder was ended now */
  look(connection: Kysely<ReadModels>): Promise<boolean>;
}

export const createSilence = (activity: ActivityLocks, lock: string): Silence => {
  let seen: Holder | undefined;
  let looks = 0;
  return {
    look: async (connection) => {
      const now = await activity.holder(connection, lock);
      const isSilent = now !== undefined && now.lastWord !== null;
      const isSame = isSilent && seen?.backend === now.backend && seen.lastWord === now.lastWord;
      looks = isSame ? looks + 1 : 0;
      seen = now;
      if (!isSame || looks < LOOKS) return false;
      looks = 0;
      await activity.end(connection, now);
      return true;
    },
  };
};
