import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What tells a process from a later one of the same number: the kernel's boot id and the clock tick of its start (field
 * 22 of proc(5) stat), or what `ps` says where there is no /proc. Undefined when no such process lives; a zombie is dead.
 */
export const identityOf = async (pid: number): Promise<string | undefined> => {
  const fields = await statFields(pid);
  if (fields === 'no-proc') return startAsPsSays(pid);
  const [state, start] = [fields?.[0], fields?.[19]];
  if (start === undefined || state === 'Z' || state === 'X') return undefined;
  return `${(await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()}/${start}`;
};

/** Living members of a process group, zombies not counted. */
export const membersOf = async (group: number): Promise<readonly number[]> => {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const inGroup = await Promise.all(
    pids.map(async (pid) => {
      const fields = await statFields(pid);
      return fields !== 'no-proc' && fields?.[2] === String(group) && fields[0] !== 'Z';
    }),
  );
  return pids.filter((_, index) => inGroup[index]);
};

/** The fields from the third (state) on: the second, the name, may hold spaces and parentheses. */
const statFields = async (pid: number): Promise<readonly string[] | 'no-proc' | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return process.platform === 'linux' ? undefined : 'no-proc';
  }
};

const startAsPsSays = async (pid: number): Promise<string | undefined> => {
  const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
};
