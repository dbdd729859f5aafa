import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Spawner, SpawnedWorker, WorkerExit } from '../spawner.ts';
import { BUNDLES, bundleOf } from './bundle.ts';
import { DEFAULT_LIMITS, readableByAll, underLimits, workerAccount, type WorkerLimits } from './cage.ts';
import { membersOf } from './process-identity.ts';
import { removeWorkFolder } from './work-folder.ts';
import { openWorkerLedger } from './worker-ledger.ts';

export interface ProcessSpawnerOptions {
  /** Folder of this runner machine's workers, made with mode 0700. */
  readonly folder: string;
  /** The program in the cage; the product's own unless a test brings another. */
  readonly program?: string;
  readonly limits?: WorkerLimits;
  /** Where a program of TypeScript is kept as one file to start from. */
  readonly bundles?: string;
  /** Told when the workers cannot have an account of their own although we are root, and of a folder that stays. */
  readonly warn?: (sentence: string) => void;
}

const WORKER = fileURLToPath(new URL('../../../worker/main.ts', import.meta.url));
const LAST_WORDS = 4_000;

/**
 * Workers as child processes: each a process group of its own with an empty environment, limits, a folder as HOME and,
 * where we are root, an account of its own. The folder is the working directory, so an account that may not enter the
 * folders above it can still use it.
 */
export const openProcessSpawner = async ({
  folder,
  program = WORKER,
  limits = DEFAULT_LIMITS,
  bundles = BUNDLES,
  warn = () => undefined,
}: ProcessSpawnerOptions): Promise<Spawner> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ledger = await openWorkerLedger(join(folder, 'ledger'));
  const ownAccounts = process.getuid?.() === 0 && readableByAll(program) && readableByAll(process.execPath);
  if (process.getuid?.() === 0 && !ownAccounts) {
    warn(`Workers run as root, since other accounts cannot read ${program}; install it where all may read`);
  }
  const bundle = program.endsWith('.ts')
    ? bundleOf({ program, folder: bundles, forAll: ownAccounts, warn })
    : undefined;
  let count = 0;

  return {
    name: 'process',
    reap: () => ledger.reap(),
    spawn: async (seat) => {
      const home = await mkdtemp(join(folder, 'worker-'));
      const account = ownAccounts ? workerAccount((count += 1)) : undefined;
      if (account) await chown(home, account.uid, account.gid);
      const file = (await bundle?.()) ?? program;
      const child = spawn('/bin/sh', underLimits(limits, process.execPath, [file]), {
        ...account,
        cwd: home,
        env: { HOME: home },
        detached: true,
        stdio: ['pipe', 'ignore', 'pipe'],
      });
      const { promise: exit, resolve } = Promise.withResolvers<Omit<WorkerExit, 'lastWords'>>();
      child.once('exit', (code, signal) => resolve({ code, signal }));
      let lastWords = '';
      child.stderr
        .setEncoding('utf8')
        .on('data', (text: string) => (lastWords = (lastWords + text).slice(-LAST_WORDS)));
      await once(child, 'spawn').catch(async (cause: unknown) => {
        await removeWorkFolder(home);
        throw new Error('No worker could be started', { cause });
      });
      const pid = child.pid ?? 0;
      child.stdin.on('error', () => undefined);
      child.stdin.end(`${JSON.stringify(seat)}\n`);
      await ledger.note(pid, home);
      return {
        name: `process ${pid}`,
        startedAt: new Date(),
        kill: (signal) => killGroup(pid, signal),
        exited: exit.then(async (how) => {
          await emptyGroup(pid);
          // A folder that cannot go stays in the ledger for the next reaping: the worker is dead all the same.
          await removeWorkFolder(home)
            .then(() => ledger.strike(pid))
            .catch((raw: unknown) => warn(`The folder ${home} of a dead worker stays: ${String(raw)}`));
          return { ...how, lastWords: lastWords.trim() };
        }),
      } satisfies SpawnedWorker;
    },
  };
};

/** Ends what the worker started and left; the group's number is not given away while one of them lives. */
const emptyGroup = async (group: number): Promise<void> => {
  while ((await membersOf(group)).length > 0) {
    killGroup(group, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const killGroup = (group: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in it.
  }
};
