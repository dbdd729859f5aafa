import { execFile } from 'node:child_process';
import { utimes } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readableByAll } from './cage.ts';

export interface BundleOptions {
  readonly program: string;
  /** Folder of bundles and of nothing else: what lies there unused is removed. */
  readonly folder: string;
  /** Whether any account has to be able to read it. */
  readonly forAll: boolean;
  readonly warn: (sentence: string) => void;
}

/** The file to start a program from; undefined as long as there is only its source. */
export type Bundle = () => Promise<string | undefined>;

/** Beside the packages, where the workers' accounts can read it: the data folder is closed to them. */
export const BUNDLES = fileURLToPath(new URL('../../../../../node_modules/.cache/pagewright/workers', import.meta.url));

const MAKER = fileURLToPath(new URL('make-bundle.ts', import.meta.url));

/**
 * A program and all that it imports as one file: finding, reading and stripping hundreds is most of the start of a
 * process. It is made anew by each process that starts workers, in the background, so it is never that of older sources.
 */
export const bundleOf = ({ program, folder, forAll, warn }: BundleOptions): Bundle => {
  const key = `${folder}\n${program}`;
  const making = makings.get(key) ?? make(program, folder);
  makings.set(key, making);
  let made: string | undefined;
  const begin = async (): Promise<void> => {
    const file = await making;
    if (forAll && !readableByAll(file)) throw new Error(`Other accounts cannot read ${file}`);
    made = file;
  };
  begin().catch((raw: unknown) => warn(`Workers start from their sources, which takes longer: ${String(raw)}`));
  return async () => {
    if (made === undefined) return undefined;
    const now = new Date();
    // Says that it is in use, and whether it is still there.
    return utimes(dirname(made), now, now).then(
      () => made,
      () => undefined,
    );
  };
};

/** A process does it once for all its spawners. */
const makings = new Map<string, Promise<string>>();

/** In a process of its own: the bundler takes a quarter of a gigabyte, and needs nothing of what we know. */
const make = async (program: string, folder: string): Promise<string> => {
  const making = promisify(execFile)(process.execPath, [MAKER, program, folder], {
    env: {},
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (making.child.pid !== undefined) setPriority(making.child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return (await making).stdout;
};
