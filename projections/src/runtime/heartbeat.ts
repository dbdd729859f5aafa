import type { ActivityLocks } from '../database/activity-locks.ts';

/** Says that this process lives, until it is disposed of; one word at a time, and a failed one is followed by the next. */
export const startHeartbeat = (activity: ActivityLocks, everyMs: number): Disposable => {
  let isSaying = false;
  const say = async (): Promise<void> => {
    if (isSaying) return;
    isSaying = true;
    // A database that is away ends the connections by itself.
    await activity.beat().catch(() => {});
    isSaying = false;
  };
  const timer = setInterval(() => void say(), everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
};
