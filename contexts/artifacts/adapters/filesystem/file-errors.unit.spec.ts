import { describe, expect, it } from 'vitest';
import { ArtifactStoreFull } from '../../src/index.ts';
import { isMissingFile, storeError } from './file-errors.ts';

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('file errors', () => {
  it.each(['ENOSPC', 'EDQUOT'])('read %s as a full store and keep the cause', (code) => {
    const raw = systemError(code);
    const translated = storeError(raw);
    expect(translated).toBeInstanceOf(ArtifactStoreFull);
    expect(translated).toMatchObject({ cause: raw });
  });

  it.each([systemError('EACCES'), new Error('plain'), 'text', undefined])('pass %s on', (raw) => {
    expect(storeError(raw)).toBe(raw);
  });

  it('know a missing file', () => {
    expect(isMissingFile(systemError('ENOENT'))).toBe(true);
    expect(isMissingFile(systemError('EACCES'))).toBe(false);
  });
});
