import type { Announcements, Position } from '@pagewright/kernel';
import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import { isEnvironment } from './retry-table.ts';

export type Waited =
  | { readonly status: 'reached' }
  | { readonly status: 'behind'; readonly lag: readonly { readonly projection: string; readonly position: number }[] };

/** How far the rows are, in any process that reads them, whoever writes them. */
export interface ReadPositions extends Disposable {
  /** Committed position by projection, asked of the database. */
  positions(): Promise<Readonly<Record<string, number>>>;
  /** Waits until all of them have committed the position; `behind` after the time-out. */
  waitFor(projections: readonly string[], position: Position, timeoutMs: number): Promise<Waited>;
}

/** Committed position of every live projection, asked of the database. */
export const positionsOf = async (
  db: Kysely<ReadModels>,
): Promise<readonly { readonly name: string; readonly position: number }[]> =>
  db.selectFrom('projection').select(['name', 'position']).where('live', '=', true).execute();

/** Goes by announcements; what was not announced is found by asking the checkpoint each second. */
export const createReadPositions = (db: Kysely<ReadModels>, announcements: Announcements): ReadPositions => {
  const known = new Map<string, number>();
  const listeners = new Set<() => void>();
  const learn = (projection: string, position: number): void => {
    if (position <= (known.get(projection) ?? 0)) return;
    known.set(projection, position);
    for (const listener of listeners) listener();
  };
  const forget = announcements.onCommitted(learn);

  const positions = async (): Promise<Readonly<Record<string, number>>> => {
    const rows = await positionsOf(db);
    for (const { name, position } of rows) learn(name, position);
    return Object.fromEntries(rows.map(({ name, position }) => [name, position]));
  };

  /** A database that is away for a moment is one more thing to wait for. */
  const ask = async (): Promise<void> => {
    try {
      await positions();
    } catch (fault) {
      if (!isEnvironment(fault)) throw fault;
    }
  };

  /** Resolves at the next thing learnt, or after the time. */
  const news = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        listeners.delete(settle);
        resolve();
      };
      const timer = setTimeout(settle, ms);
      listeners.add(settle);
    });

  return {
    positions,
    waitFor: async (projections, position, timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      const behind = () => projections.filter((projection) => (known.get(projection) ?? 0) < position);
      // Of one that was heard of before, more will be heard.
      let asked = behind().every((projection) => known.has(projection)) ? performance.now() : -Infinity;
      while (behind().length > 0) {
        const now = performance.now();
        if (now - asked >= ASK_EVERY_MS || now >= deadline) {
          asked = now;
          await ask();
          if (behind().length > 0 && now >= deadline)
            return {
              status: 'behind',
              lag: behind().map((projection) => ({ projection, position: known.get(projection) ?? 0 })),
            };
          continue;
        }
        await news(Math.min(ASK_EVERY_MS - (now - asked), deadline - now));
      }
      return { status: 'reached' };
    },
    [Symbol.dispose]: forget,
  };
};

const ASK_EVERY_MS = 1_000;
