import { type Position } from '@pagewright/kernel';
import { onTestFinished, vi } from 'vitest';
import type { Database, Projection, ProjectionStatus, Projections } from '../src/index.ts';
import { createReadPositions, startProjections } from '../src/index.ts';
import { ledgerRows, noted } from './ledger.ts';
import { MemoryAnnouncements, MemoryLog, MemorySources } from './memory-log.ts';

export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

/** Short, so that what waits for it is over soon. */
export const STANDBY_MS = 20;

export interface Running {
  readonly projections: Projections;
  readonly announcements: MemoryAnnouncements;
  readonly reach: (to: Position) => Promise<void>;
}

export const start = async (
  database: Database,
  feed: MemoryLog,
  projection: Projection,
  maxBatch = 1_000,
): Promise<Running> => {
  const announcements = new MemoryAnnouncements();
  const sources = new MemorySources();
  const running = startProjections({
    database,
    feed,
    announcements,
    sources,
    maxBatch,
    projections: [projection],
    standbyMs: STANDBY_MS,
  });
  onTestFinished(() => running.gracefulShutdown());
  await running.ready;
  const positions = createReadPositions(database.db, announcements);
  onTestFinished(() => positions[Symbol.dispose]());
  const reach = async (to: Position): Promise<void> => {
    const waited = await positions.waitFor(['ledger'], to, 15_000);
    if (waited.status === 'behind') throw new Error(`behind: ${JSON.stringify([waited.lag, running.status()])}`);
  };
  return { projections: running, announcements, reach };
};

export const logOf = (...notes: readonly string[]): MemoryLog => {
  const log = new MemoryLog();
  for (const note of notes) log.add('note', 'n1', noted(note));
  return log;
};

export const notesIn = async ({ db }: Database): Promise<string[]> => (await ledgerRows(db)).map(({ note }) => note);
export const stateOf = (running: Running): ProjectionStatus | undefined => running.projections.status()[0];
export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
