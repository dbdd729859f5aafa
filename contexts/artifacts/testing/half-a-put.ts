/**
 * Begins a put of 4 MiB into the store at argv[2], says so when half of it is written, and never
 * goes on; for a test that ends it there.
 */
import { openFilesystemArtifactStore } from '../adapters/filesystem/index.ts';
import { digestOf } from '../src/index.ts';

const [, , root = '', digest = ''] = process.argv;
const store = await openFilesystemArtifactStore(root);

async function* half(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1024 * 1024);
  yield new Uint8Array(1024 * 1024);
  process.stdout.write('half\n');
  process.stdin.resume().on('end', () => process.exit(1)); // the test itself was ended
  await new Promise(() => undefined);
}

await store.put(digestOf(digest), half());
