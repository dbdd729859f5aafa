import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { membersOf } from '../../spawners/process/process-identity.ts';
import type { BrowserCage } from './browser-cage.ts';
import { chromiumArguments } from './chromium.ts';
import { connectDevtools, type Devtools } from './devtools.ts';

/** A browser that runs; `end` kills it with everything it started and removes its profile. Ending twice is harmless. */
export interface Browser {
  readonly devtools: Devtools;
  readonly pid: number;
  end(): Promise<void>;
}

/** The browser's program does not start here; the message says why, in a sentence. */
export class BrowserUnavailable extends Error {
  override readonly name = 'BrowserUnavailable';
}

/** The machine is busy: it may start the next time. */
export class BrowserLate extends Error {
  override readonly name = 'BrowserLate';
}

export interface BrowserOptions {
  readonly program: string;
  readonly cage: BrowserCage;
  /** Begins the name of its folder among the machine's temporary ones, so that what a crash leaves is found again. */
  readonly folderPrefix: string;
  readonly sandbox: boolean;
}

const STARTS_WITHIN_MS = 60_000;
const LAST_WORDS = 4_000;

/** @throws BrowserUnavailable | BrowserLate */
export const startBrowser = async ({ program, cage, folderPrefix, sandbox }: BrowserOptions): Promise<Browser> => {
  const folder = await mkdtemp(join(tmpdir(), folderPrefix));
  if (cage.account) await chown(folder, cage.account.uid, cage.account.gid);
  const words = [
    ...cage.before,
    program,
    ...(sandbox ? [] : ['--no-sandbox']),
    ...chromiumArguments(join(folder, 'profile')),
  ];
  const child = spawn(words[0] ?? program, words.slice(1), {
    cwd: folder,
    env: { HOME: folder, TMPDIR: folder, PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    // A group of its own, so that it can be ended with all its children.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const end = endOnce(child, folder);
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (lastWords = (lastWords + text).slice(-LAST_WORDS)));
  const [, , , write, read] = child.stdio as unknown as [null, null, Readable, Writable, Readable];
  const devtools = connectDevtools(write, read, () => void end());
  const failed = once(child, 'error').then(([error]: unknown[]) => Promise.reject(error as Error));
  const late = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new BrowserLate(`${basename(program)} did not answer within ${STARTS_WITHIN_MS / 1_000} s`)),
      STARTS_WITHIN_MS,
    ).unref();
  });
  try {
    await Promise.race([devtools.send('Browser.getVersion'), failed, late]);
    await devtools.send('Browser.setDownloadBehavior', { behavior: 'deny' });
  } catch (cause) {
    await end();
    if (cause instanceof BrowserLate) throw cause;
    const why = /no usable sandbox|namespace sandbox|SUID sandbox/i.test(lastWords)
      ? 'its sandbox cannot be set up'
      : cause;
    const said = why instanceof Error ? why.message : String(why);
    throw new BrowserUnavailable(`${basename(program)} does not start: ${said}.`, { cause });
  }
  return { devtools, pid, end };
};

/** Folders of browsers whose runner died: nothing lives in them any more when a runner of the same place starts. */
export const removeLeftProfiles = async (folderPrefix: string): Promise<void> => {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const name of left) await rm(join(tmpdir(), name), { recursive: true, force: true });
};

const endOnce = (child: ChildProcess, folder: string): (() => Promise<void>) => {
  let ended: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    const { pid } = child;
    if (pid !== undefined) {
      do {
        kill(pid);
        await new Promise((resolve) => setTimeout(resolve, 20));
      } while ((await membersOf(pid)).length > 0);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  return () => (ended ??= end());
};

const kill = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
};
