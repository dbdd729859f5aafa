import type { Locks } from '@pagewright/kernel';

/** The locks were made anew with smaller numbers: a token granted now could be taken for an old one. */
export class LocksBehindLog extends Error {
  override readonly name = 'LocksBehindLog';
  constructor(newest: number, next: number) {
    super(
      `The newest build was started under lock token ${newest}, but the next lock would get ${next}: the locks are older than the log. No work is taken; run "pagewright locks reset" and start again`,
    );
  }
}

/** The start check of every runner. @throws LocksBehindLog */
export const checkLockTokens = async (
  locks: Pick<Locks, 'nextToken'>,
  newestToken: () => Promise<number>,
): Promise<void> => {
  const [newest, next] = [await newestToken(), await locks.nextToken()];
  if (newest >= next) throw new LocksBehindLog(newest, next);
};
