import { execFile } from 'node:child_process';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Somebody else has the folder open; two openers would destroy each other's rows without an error. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
  constructor(folder: string, pid: number) {
    super(
      `The database in ${folder} is in use by process ${pid}: stop that process first, or set PAGEWRIGHT_DATABASE_URL to share a PostgreSQL`,
    );
  }
}

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * An exclusive file `<folder>.lock` with the holder's pid and start time. A file whose process is gone, or whose pid
 * now belongs to a process started at another time, is taken over. Good for processes of one machine.
 * @throws DatabaseInUse
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  const path = `${folder}.lock`;
  await mkdir(dirname(path), { recursive: true });
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid), id: randomUUID() };
  if (!(await claim(path, mine))) await takeOver(path, mine, folder);
  return {
    release: async () => {
      if ((await holderOf(path))?.id === mine.id) await rm(path, { force: true });
    },
  };
};

interface Holder {
  readonly pid: number;
  readonly started: string | undefined;
  readonly id: string;
}

/** Only one process at a time decides that a lock is stale: else the second would remove the first one's new lock. */
const takeOver = async (path: string, mine: Holder, folder: string): Promise<void> => {
  const guard = `${path}.takeover`;
  if (!(await claim(guard, mine))) {
    const other = await holderOf(guard);
    if (other && (await isAlive(other))) throw new DatabaseInUse(folder, other.pid);
    await rm(guard, { force: true });
    return takeOver(path, mine, folder);
  }
  try {
    const holder = await holderOf(path);
    if (holder && (await isAlive(holder))) throw new DatabaseInUse(folder, holder.pid);
    await rm(path, { force: true });
    if (await claim(path, mine)) return;
    throw new DatabaseInUse(folder, (await holderOf(path))?.pid ?? 0);
  } finally {
    await rm(guard, { force: true });
  }
};

/** By `link`, so that the file appears whole and only if there was none. */
const claim = async (path: string, holder: Holder): Promise<boolean> => {
  const draft = `${path}.${holder.id}`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (raw) {
    if (raw instanceof Error && 'code' in raw && raw.code === 'EEXIST') return false;
    throw raw;
  } finally {
    await rm(draft, { force: true });
  }
};

const holderOf = async (path: string): Promise<Holder | undefined> => {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
};

const isAlive = async ({ pid, started }: Holder): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch (raw) {
    if (!(raw instanceof Error && 'code' in raw && raw.code === 'EPERM')) return false;
  }
  return started === undefined || (await startOf(pid)) === started;
};

/** When a process started, as the system tells it; undefined when there is no such process or no way to ask. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    // Field 22, counted after the command's name, which may itself hold spaces and brackets.
    return `${boot.trim()}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  }
  const asked = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return asked?.stdout.trim() || undefined;
};
