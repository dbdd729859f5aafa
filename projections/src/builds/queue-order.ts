import type { BuildRow } from './build-fold.ts';

/**
 * The rows whose place in their site's queue changes when one build moves before another, or to the end. Places are
 * handed on among those that wait, so that what was put before or behind them all stays there.
 */
export const movedIn = (
  rows: readonly BuildRow[],
  { site, build, before }: { readonly site: string; readonly build: string; readonly before: string | null },
): readonly BuildRow[] => {
  const queue = rows
    .filter((row) => row.site === site && row.queueOrder !== null)
    .toSorted((a, b) => (a.queueOrder ?? 0) - (b.queueOrder ?? 0));
  const own = queue.find((row) => row.build === build);
  if (!own || build === before) return [];
  const others = queue.filter((row) => row !== own);
  const at = others.findIndex((row) => row.build === before);
  return others
    .toSpliced(at < 0 ? others.length : at, 0, own)
    .map((row, index) => ({ ...row, queueOrder: queue[index]?.queueOrder ?? null }))
    .filter((row, index) => row.build !== queue[index]?.build);
};
