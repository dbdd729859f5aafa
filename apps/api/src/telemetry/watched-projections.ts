import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { Projection } from '@pagewright/projections';

/** Traces that a batch names; a rebuild reads thousands of events at once. */
const MOST_LINKS = 32;

/**
 * A read model whose batches are measured: the reading of sealed texts and the writing of rows, without the wait between
 * the two and without the commit.
 */
export const watchedProjection = (projection: Projection, watcher: Watcher): Projection => ({
  ...projection,
  prepare: async (events, sources) => {
    const { name } = projection;
    const links = [...new Set(events.flatMap(({ meta }) => meta.traceparent ?? []))].slice(0, MOST_LINKS);
    const operation = {
      name: 'projection_batch' as const,
      title: name,
      labels: { projection: name },
      about: { events: events.length, position: events.at(-1)?.meta.position ?? 0 },
      links,
      root: links.length > 0,
    };
    const failed =
      (from: number) =>
      (error: unknown): never => {
        watcher.note(operation, { from, to: Date.now(), outcome: 'failed', error });
        throw error;
      };
    const begun = performance.now();
    const apply = await projection.prepare(events, sources).catch(failed(Date.now()));
    const preparedMs = performance.now() - begun;
    return async (trx) => {
      const from = Date.now() - preparedMs;
      await apply(trx).catch(failed(from));
      watcher.note(operation, { from, to: Date.now(), outcome: 'done' });
    };
  },
});
