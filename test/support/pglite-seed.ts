import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

const KEPT = resolve(import.meta.dirname, '../../.pagewright/tools/cache');

/**
 * Puts a new and empty cluster of PGlite into a folder, unless there is one. To make one takes 5 s of two cores, to copy
 * one a third of a second; so it is made once on a machine, by the very library that opens the copies.
 */
export const seedPGlite = async (folder: string): Promise<void> => {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await cp(await seed(), folder, { recursive: true });
};

const seed = async (): Promise<string> => {
  const about = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), '../package.json');
  const { version } = JSON.parse(await readFile(about, 'utf8')) as { version: string };
  const kept = join(KEPT, `pglite-${version}`);
  if (existsSync(kept)) return kept;
  await mkdir(KEPT, { recursive: true });
  const draft = await mkdtemp(join(KEPT, 'draft-'));
  const made = join(draft, 'cluster');
  const pglite = await PGlite.create({ dataDir: made });
  await pglite.close();
  // Somebody who made it at the same time has made the same.
  await rename(made, kept).catch(() => undefined);
  await rm(draft, { recursive: true, force: true });
  return kept;
};
