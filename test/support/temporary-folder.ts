import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** A new empty folder that is removed, with all in it, when disposed of. */
export const temporaryFolder = async (name = 'test'): Promise<TemporaryFolder> => {
  const path = await mkdtemp(join(tmpdir(), `pagewright-${name}-`));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
};
