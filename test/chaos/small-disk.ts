import { execFile, spawnSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PIECE_BYTES = 256 * 1024;

/** A file system of its own that can be filled to its last byte and emptied again. */
export interface SmallDisk extends AsyncDisposable {
  readonly megabytes: number;
  /** Takes what is left; answers how many bytes that was. */
  fill(): Promise<number>;
  empty(): Promise<void>;
}

/** Mounts it on the folder, or answers why this machine does not let us. */
export const mountSmallDisk = async (folder: string, megabytes: number): Promise<SmallDisk | string> => {
  await mkdir(folder, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'pagewright-chaos', folder]);
  } catch (raw) {
    return `a small file system cannot be mounted: ${raw instanceof Error ? raw.message.trim() : String(raw)}`;
  }
  const unmount = (): void => void spawnSync('umount', ['-l', folder]);
  process.once('exit', unmount);
  const ballast = join(folder, 'ballast');
  return {
    megabytes,
    fill: async () => {
      let filled = 0;
      // What is freed while it fills (a store that is compacted) is taken too: two rounds find nothing more.
      for (let vain = 0; vain < 2;) {
        const { bavail, bsize } = await statfs(folder);
        const piece = Math.min(PIECE_BYTES, bavail * bsize);
        const taken = piece > 0 && (await append(ballast, piece));
        if (taken) filled += piece;
        vain = taken ? 0 : vain + 1;
      }
      return filled;
    },
    empty: () => rm(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      process.off('exit', unmount);
      await run('umount', ['-l', folder]);
    },
  };
};

const append = async (file: string, bytes: number): Promise<boolean> => {
  try {
    await writeFile(file, Buffer.alloc(bytes, 1), { flag: 'a' });
    return true;
  } catch {
    return false;
  }
};
