import { mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { identityOf, membersOf } from './process-identity.ts';
import { removeWorkFolder } from './work-folder.ts';

const entrySchema = z.strictObject({
  worker: z.strictObject({ pid: z.int().min(2), identity: z.string(), folder: z.string() }),
  runner: z.strictObject({ pid: z.int().min(1), identity: z.string() }),
});
type Entry = z.output<typeof entrySchema>;

/**
 * Which workers live, on disk, beside which runner each belongs to: what a runner that died left behind is found by
 * any later one. Processes are told by number and start, so that a stranger under a used number is never touched.
 */
export interface WorkerLedger {
  note(pid: number, folder: string): Promise<void>;
  strike(pid: number): Promise<void>;
  /** Kills the workers of dead runners with everything they started, waits until they are gone, removes their folders. */
  reap(): Promise<number>;
}

export const openWorkerLedger = async (folder: string): Promise<WorkerLedger> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const runner = { pid: process.pid, identity: (await identityOf(process.pid)) ?? 'unknown' };
  const fileOf = (pid: number): string => join(folder, `${pid}.json`);

  return {
    note: async (pid, workFolder) => {
      const identity = await identityOf(pid);
      // Gone already: there is nothing to remember but a folder that the spawner removes.
      if (identity === undefined) return;
      const entry: Entry = { worker: { pid, identity, folder: workFolder }, runner };
      await using file = await open(fileOf(pid), 'w', 0o600);
      await file.writeFile(JSON.stringify(entry));
      await file.sync();
    },
    strike: (pid) => rm(fileOf(pid), { force: true }),
    reap: async () => {
      let reaped = 0;
      for (const name of await readdir(folder)) {
        const entry = await readEntry(join(folder, name));
        if (entry && (await identityOf(entry.runner.pid)) === entry.runner.identity) continue;
        if (entry && (await endGroup(entry.worker))) reaped += 1;
        // One that cannot go is tried again at the next start, and keeps nobody from this one.
        const gone = entry ? await removeWorkFolder(entry.worker.folder).then(yes, no) : true;
        if (gone) await rm(join(folder, name), { force: true });
      }
      return reaped;
    },
  };
};

/** Undefined for a file that a crash left half written. */
const readEntry = async (path: string): Promise<Entry | undefined> => {
  try {
    return entrySchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/**
 * A group's number is not given away while a member lives. So if the leader is there, it must be the one noted; if it
 * is gone, the members that are left can only be its own.
 */
const endGroup = async ({ pid, identity }: Entry['worker']): Promise<boolean> => {
  const leader = await identityOf(pid);
  if (leader !== undefined && leader !== identity) return false;
  if (leader === undefined && (await membersOf(pid)).length === 0) return false;
  kill(pid);
  while ((await membersOf(pid)).length > 0 || (await identityOf(pid)) === identity) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

const yes = (): boolean => true;
const no = (): boolean => false;

const kill = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It went by itself in between.
  }
};
