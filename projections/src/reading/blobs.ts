import { createHash } from 'node:crypto';
import type { ActivityPart } from '@pagewright/kernel';
import type { Sources } from './sources.ts';

/** A part of an ended attempt. */
export interface TurnPart {
  readonly sequence: number;
  readonly attempt: number;
  readonly time: string;
  readonly part: ActivityPart;
}
export interface FileChange {
  readonly path: string;
  readonly change: 'created' | 'modified' | 'deleted';
  readonly added: number;
  readonly removed: number;
}
export interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** A blob that an event names is missing, altered, or not what the event says; nothing is skipped over it. */
export class BlobUnusable extends Error {
  override readonly name = 'BlobUnusable';
  constructor(what: string, digest: string, why: string, cause?: unknown) {
    super(`The ${what} blob ${digest} is unusable: ${why}`, { cause });
  }
}

/** JSON lines of `{sequence, attempt, time, part}`. @throws BlobUnusable | whatever the store says of a missing blob */
export const readParts = async (
  blob: { readonly digest: string; readonly count: number },
  sources: Sources,
): Promise<readonly TurnPart[]> => {
  const lines = (await read('activity', blob.digest, sources)).split('\n').filter((line) => line !== '');
  if (lines.length !== blob.count)
    throw new BlobUnusable('activity', blob.digest, `it has ${lines.length} parts instead of ${blob.count}`);
  return lines.map((line) => {
    const { sequence, attempt, time, part } = record(parse('activity', blob.digest, line));
    if (typeof sequence !== 'number' || typeof attempt !== 'number' || typeof time !== 'string' || !isPart(part))
      throw new BlobUnusable('activity', blob.digest, 'a line is no recorded part');
    return { sequence, attempt, time: new Date(time).toISOString(), part };
  });
};

/** What a version changed, from its manifest. @throws BlobUnusable */
export const readFileChanges = async (digest: string, sources: Sources): Promise<readonly FileChange[]> => {
  const { filesChanged } = record(parse('manifest', digest, await read('manifest', digest, sources)));
  if (!Array.isArray(filesChanged)) throw new BlobUnusable('manifest', digest, 'it has no list filesChanged');
  return filesChanged.map((raw: unknown) => {
    const { path, change, added, removed } = record(raw);
    if (typeof path !== 'string' || !isChange(change) || typeof added !== 'number' || typeof removed !== 'number')
      throw new BlobUnusable('manifest', digest, 'an entry of filesChanged is no file change');
    return { path, change, added, removed };
  });
};

/** Why static checks refused a result: a JSON array of `{path, rule, message}`. @throws BlobUnusable */
export const readFindings = async (
  blob: { readonly digest: string; readonly count: number },
  sources: Sources,
): Promise<readonly Finding[]> => {
  const findings = parse('findings', blob.digest, await read('findings', blob.digest, sources));
  if (!Array.isArray(findings) || findings.length !== blob.count)
    throw new BlobUnusable('findings', blob.digest, `it is no list of ${blob.count} findings`);
  return findings.map((raw: unknown) => {
    const { path, rule, message } = record(raw);
    if (typeof path !== 'string' || typeof rule !== 'string' || typeof message !== 'string')
      throw new BlobUnusable('findings', blob.digest, 'an entry is no finding');
    return { path, rule, message };
  });
};

const read = async (what: string, digest: string, { blob }: Sources): Promise<string> => {
  const bytes = await blob(digest);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== digest) throw new BlobUnusable(what, digest, `its bytes have the digest ${actual}`);
  return new TextDecoder().decode(bytes);
};

const parse = (what: string, digest: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BlobUnusable(what, digest, 'it is not JSON', cause);
  }
};

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const isPart = (value: unknown): value is ActivityPart => typeof record(value)['kind'] === 'string';
const isChange = (value: unknown): value is FileChange['change'] =>
  value === 'created' || value === 'modified' || value === 'deleted';
