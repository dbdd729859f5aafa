import { ArtifactStoreFull } from '../../src/index.ts';

/** The one place where the file system's error codes are read. */
export const isMissingFile = (raw: unknown): boolean => codeOf(raw) === 'ENOENT';

/** A full disk or quota becomes `ArtifactStoreFull`; everything else stays what it was. */
export function storeError(raw: unknown): unknown {
  const code = codeOf(raw);
  return code === 'ENOSPC' || code === 'EDQUOT' ? new ArtifactStoreFull({ cause: raw }) : raw;
}

const codeOf = (raw: unknown): unknown => (raw instanceof Error && 'code' in raw ? raw.code : undefined);
