import { statfs } from 'node:fs/promises';
import type { Check } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { Readers } from './readers.ts';

const MB = 1024 * 1024;
/** Below this nothing large can be stored any more. */
const FULL_BYTES = 64 * MB;
/** Below this somebody should make room. */
const LOW_BYTES = 1024 * MB;
/** A reader may be so far behind, in seconds. */
const LATE_SECONDS = 30;

/** Bytes free for us and bytes in all of the file system that a folder is on. */
export type DiskSpace = (folder: string) => Promise<{ readonly free: number; readonly size: number }>;

export const spaceOf: DiskSpace = async (folder) => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, size: blocks * bsize };
};

/** Whether the broker answers at all. */
export const brokerCheck = (broker: { isReachable(): Promise<boolean> }): Check => ({
  part: 'broker',
  severity: 'failing',
  look: async () =>
    (await broker.isReachable()) ? [] : ['The broker does not answer: see that it runs, and look at its log.'],
});

/** Room in the named folders, as a check and as metrics. A folder that is not there yet is left out. */
export const diskChecks = (
  folders: Readonly<Record<string, string>>,
  metrics: Metrics,
  space: DiskSpace = spaceOf,
): readonly Check[] => {
  const read = async () => {
    const all = Object.entries(folders).map(async ([name, path]) => ({ name, path, ...(await space(path)) }));
    return (await Promise.allSettled(all)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  };
  metrics.readGauge('pagewright_disk_free_bytes', 'Room left for the named folder', ['folder'], async () =>
    (await read()).map(({ name, free }) => [{ folder: name }, free]),
  );
  metrics.readGauge('pagewright_disk_size_bytes', 'Size of the disk that the folder is on', ['folder'], async () =>
    (await read()).map(({ name, size }) => [{ folder: name }, size]),
  );
  const below = async (least: number, most: number, word: string): Promise<readonly string[]> =>
    (await read())
      .filter(({ free }) => free >= least && free < most)
      .map(
        ({ name, path, free }) =>
          `The disk of ${name} (${path}) is ${word}: ${Math.floor(free / MB)} MB are left. Make room.`,
      );
  return [
    { part: 'disk', severity: 'failing', look: () => below(0, FULL_BYTES, 'full') },
    { part: 'disk-room', severity: 'degraded', look: () => below(FULL_BYTES, LOW_BYTES, 'nearly full') },
  ];
};

/** Readers of the log that do not keep up, or stand still, as behind a message that the broker cannot deliver. */
export const readersCheck = (readers: Pick<Readers, 'lags'>): Check => ({
  part: 'readers',
  severity: 'degraded',
  look: async () =>
    readers
      .lags()
      .filter(({ seconds }) => seconds > LATE_SECONDS)
      .map(
        ({ reader, position, last, seconds }) =>
          `The reader ${reader} is ${Math.round(seconds)} s behind: it has the log up to position ${position} of ${last}. If that position does not move, what comes after it cannot be delivered; see "A reader that stands still" in docs/operations.md.`,
      ),
});
