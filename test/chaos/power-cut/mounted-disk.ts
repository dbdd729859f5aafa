import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../support/wait-for.ts';

const run = promisify(execFile);

export interface MountedDisk {
  /** The power goes: nothing is answered any more, and what the disk has left is put into the folder. */
  cut(seed: number, to: string): Promise<void>;
}

/**
 * Mounts a disk whose power can be cut, which begins with what is in the folder `from`; what uses it is ended by the
 * caller after the cut and before the disposal.
 * @throws Error where this machine has no FUSE or does not let us
 */
export const mountDisk = async (folder: string, from: string): Promise<MountedDisk & AsyncDisposable> => {
  await mkdir(folder, { recursive: true });
  const device = openSync('/dev/fuse', 'r+');
  const serving = fork(join(import.meta.dirname, 'disk-process.ts'), [from], {
    stdio: ['ignore', 'inherit', 'inherit', device, 'ipc'],
    execArgv: [],
  });
  const options = `fd=3,rootmode=40755,user_id=0,group_id=0,default_permissions`;
  const mounting = spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'pagewright-power', folder], {
    stdio: ['ignore', 'ignore', 'pipe', device],
  });
  closeSync(device);
  let complaint = '';
  mounting.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code] = (await once(mounting, 'close')) as [number | null];
  if (code !== 0) {
    serving.kill('SIGKILL');
    throw new Error(`A disk of ours cannot be mounted (root and /dev/fuse are needed): ${complaint.trim()}`);
  }
  return {
    cut: async (seed, to) => {
      await mkdir(to, { recursive: true });
      const told = once(serving, 'message');
      serving.send({ cut: seed, to });
      await told;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(serving, 'exit');
      serving.kill('SIGKILL');
      await ended;
      // Whoever was killed in the middle of a call may hold it for a moment longer.
      await waitFor(() => run('umount', [folder]).then(() => true), { what: `${folder} to be unmounted` });
    },
  };
};
