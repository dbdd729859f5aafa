/** Puts random objects of 200 kB into the store at argv[2], four at once, and prints each digest that was acknowledged. */
import { randomBytes } from 'node:crypto';
import { openFilesystemArtifactStore } from '../adapters/filesystem/index.ts';
import { putBytes } from '../src/index.ts';

const store = await openFilesystemArtifactStore(process.argv[2] ?? '');

const putAgain = async (): Promise<never> => {
  for (;;) {
    const { digest } = await putBytes(store, randomBytes(200_000));
    process.stdout.write(`${digest}\n`);
  }
};

await Promise.all([putAgain(), putAgain(), putAgain(), putAgain()]);
