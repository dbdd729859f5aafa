import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What one worker may use. It is no cage: only agents that execute nothing may run in it. */
export interface WorkerLimits {
  /** Of private memory (RLIMIT_DATA), in bytes. */
  readonly memory: number;
  /** Of the processor, in seconds. */
  readonly cpuSeconds: number;
  readonly openFiles: number;
  /** Of one written file, in bytes. */
  readonly fileSize: number;
}

export const DEFAULT_LIMITS: WorkerLimits = {
  memory: 1536 * 1024 * 1024,
  cpuSeconds: 30 * 60,
  openFiles: 256,
  fileSize: 256 * 1024 * 1024,
};

/**
 * Arguments for `/bin/sh` that limit the shell and then become the program. RLIMIT_AS would refuse what V8 only
 * reserves, so memory is limited by RLIMIT_DATA and by the heap's own bound, which fails with a clearer message.
 */
export const underLimits = (limits: WorkerLimits, program: string, args: readonly string[]): readonly string[] => {
  const script = [
    'ulimit -c 0',
    `ulimit -d ${Math.floor(limits.memory / 1024)}`,
    `ulimit -t ${limits.cpuSeconds}`,
    `ulimit -n ${limits.openFiles}`,
    `ulimit -f ${Math.floor(limits.fileSize / 512)}`,
    'exec "$0" "$@"',
  ].join(' && ');
  const heap = Math.floor(limits.memory / 2 / 1024 / 1024);
  return ['-c', script, program, `--max-old-space-size=${heap}`, ...args];
};

/** An account of its own for each worker, from a range that systemd and Debian leave unused: none can touch another. */
export const workerAccount = (count: number): { readonly uid: number; readonly gid: number } => {
  const id = 60_600 + (count % 400);
  return { uid: id, gid: id };
};

/** Whether any account may read the file: each folder above it can be entered, and it can be read. */
export const readableByAll = (path: string): boolean => {
  accessSync(path, constants.R_OK);
  if ((statSync(path).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};
