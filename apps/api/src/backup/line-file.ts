import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { BackupUnusable } from './manifest.ts';

/** Writes one line of JSON per value, for the owner's eyes, and returns with what is on the disk. */
export const writeLines = async (
  file: string,
  values: AsyncIterable<unknown>,
): Promise<{ readonly count: number; readonly sha256: string }> => {
  const hash = createHash('sha256');
  let count = 0;
  await using handle = await open(file, 'wx', 0o600);
  for await (const value of values) {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    await handle.write(line);
    count += 1;
  }
  await handle.sync();
  return { count, sha256: hash.digest('hex') };
};

/** @throws BackupUnusable where the bytes are not those that were written */
export const readLines = async (file: string, sha256: string): Promise<readonly unknown[]> => {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new BackupUnusable(`${file} is missing`, { cause });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new BackupUnusable(`${file} is not what was written: its digest differs from the manifest`);
  }
  return bytes
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
};
