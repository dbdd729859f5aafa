import type { Metrics } from './metrics.ts';
import type { Watcher } from './operation.ts';

/** Looks on at an artifact store: how long its operations take, and how much flows. */
export const artifactWatcher = ({ metrics, watcher }: { readonly metrics: Metrics; readonly watcher: Watcher }) => {
  const bytes = metrics.counter('pagewright_artifact_bytes_total', 'Bytes put into and read from the artifact store', [
    'operation',
  ]);
  return {
    around: <Result>(operation: string, work: () => Promise<Result>): Promise<Result> =>
      watcher.watch({ name: 'artifact', title: operation, labels: { operation } }, work),
    moved: (operation: string, count: number): void => bytes.add({ operation }, count),
  };
};
