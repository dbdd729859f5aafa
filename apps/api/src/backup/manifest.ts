import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a backup says about itself. It is written last: a folder without it is no backup. */
const manifestSchema = z.strictObject({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  workspace: z.string(),
  /** The log up to and with this position. */
  position: count,
  events: z.strictObject({ count, sha256 }),
  /** Of the file's bytes. */
  keys: z.strictObject({ count, erased: count, sha256 }),
  work: z.strictObject({ count, sha256 }),
  artifacts: z.strictObject({ count, bytes: count }),
  /** By policy, the position up to which it has done its work. */
  policies: z.record(z.string(), count),
  /** Whether the folder `secrets` is part of it. */
  secrets: z.boolean(),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** The folder is no whole backup, or was changed since. */
export class BackupUnusable extends Error {
  override readonly name = 'BackupUnusable';
}

/** Where everything lies in the folder of a backup. */
export const backupPaths = (folder: string) => ({
  manifest: join(folder, 'manifest.json'),
  events: join(folder, 'events.ndjson.gz'),
  keys: join(folder, 'keys.ndjson'),
  work: join(folder, 'work.ndjson'),
  artifacts: join(folder, 'artifacts'),
  secrets: join(folder, 'secrets'),
});

/** Files of the folder of secrets that a backup holds; the broker's passwords are made anew on every machine. */
export const SECRET_FILES = ['jwt-key', 'email-key', 'setup-code'] as const;

/** @throws BackupUnusable */
export const readManifest = async (folder: string): Promise<BackupManifest> => {
  const { manifest } = backupPaths(folder);
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw new BackupUnusable(`${folder} is no backup, or one that was not finished: it has no manifest.json`, {
      cause,
    });
  });
  const parsed = manifestSchema.safeParse(safeJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BackupUnusable(`${manifest} cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`, {
    cause: parsed.error,
  });
};

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
