import type { AggregatesOptions, Snapshots } from '@pagewright/kernel';
import type { Logger } from 'pino';

/** Cold streams open from snapshots; one that could not be kept is only said. */
export const snapshotting = (
  { snapshots }: { readonly snapshots: Snapshots },
  log: Logger,
): Pick<AggregatesOptions, 'snapshots' | 'keeping'> => ({
  snapshots,
  keeping: {
    onFailure: (stream, error) => log.warn({ err: error, stream }, 'a snapshot was not kept; it is only a cache'),
  },
});
