import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, symlink } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';

/** The code of a program as V8 has compiled it before: half of the start of a process. */
export interface CompileCache {
  /** Value of `NODE_COMPILE_CACHE` for a process of that account; undefined while nothing is there to be read. */
  readableBy(uid: number | undefined): Promise<string | undefined>;
}

/**
 * Lets the program compile its modules once, as ourselves and without work, and opens what Node keeps of it to the
 * accounts of the workers. They read it and cannot write it, so none can leave code there for the next.
 *
 * Node keeps a folder for each version and user (`v24.21.0-x64-964aae3f-0`, files of mode 600), so each account gets a
 * link by its own name. Where a later Node does it in another way, or the folder cannot be written, workers compile.
 */
export const fillCompileCache = (folder: string, program: string): CompileCache => {
  const ours = String(process.getuid?.() ?? '');
  const key = `${folder}\n${program}`;
  const filled = fillings.get(key) ?? fill(folder, program).catch(() => false);
  fillings.set(key, filled);
  let ready = false;
  void filled.then((done) => (ready = done));
  return {
    readableBy: async (uid) => {
      if (!ready) return undefined;
      if (uid === undefined || String(uid) === ours) return folder;
      for (const name of await readdir(folder)) {
        if (!name.endsWith(`-${ours}`)) continue;
        const linked = `${name.slice(0, -ours.length)}${uid}`;
        await symlink(name, join(folder, linked)).catch((raw: NodeJS.ErrnoException) => {
          if (raw.code !== 'EEXIST') throw raw;
        });
      }
      return folder;
    },
  };
};

/** A process does it once for all its spawners. */
const fillings = new Map<string, Promise<boolean>>();

const fill = async (folder: string, program: string): Promise<boolean> => {
  await mkdir(folder, { recursive: true });
  // Without a seat it ends by itself, as soon as it is loaded.
  const child = spawn(process.execPath, [program], {
    env: { NODE_COMPILE_CACHE: folder },
    stdio: 'ignore',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit');
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  await exit;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o644);
  }
  return true;
};
