import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

/** What every worker starts beside itself, found in the folder of its program. */
const THREAD = fileURLToPath(new URL('../../../worker/watchdog-thread.ts', import.meta.url));
const UNUSED_MS = 7 * 24 * 60 * 60 * 1000;

interface BundledFile {
  readonly name: string;
  readonly code: string;
}

/** Bundles the program into a folder that is named by what is in it, so it is there as a whole or not at all. */
const makeBundle = async (program: string, folder: string): Promise<string> => {
  const files = await bundle(program);
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const made = join(folder, digest.slice(0, 32));
  await mkdir(folder, { recursive: true });
  const now = new Date();
  await utimes(made, now, now).catch(() => place(files, folder, made));
  await removeUnused(folder).catch(() => undefined);
  return join(made, 'main.mjs');
};

const bundle = async (program: string): Promise<readonly BundledFile[]> => {
  await using build = await rolldown({
    input: { main: program, 'watchdog-thread': THREAD },
    platform: 'node',
    plugins: [packagesKnowTheirPlace],
    // What the bundler warns of, as an import that it cannot find, may not do what the sources do.
    onLog: (_level, log, handle) => handle('error', log),
  });
  const { output } = await build.generate({
    format: 'esm',
    // Node reads no types beside packages, and takes other names for CommonJS until it has parsed them.
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  return output
    .flatMap((file) => (file.type === 'chunk' ? [{ name: file.fileName, code: file.code }] : []))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/** A package that reads files beside its modules goes on reading them where they are. */
const packagesKnowTheirPlace: Plugin = {
  name: 'packages-know-their-place',
  transform: {
    filter: { id: /[\\/]node_modules[\\/]/, code: /\bimport\.meta\b/ },
    handler: (code, id) => {
      const place = { url: pathToFileURL(id).href, filename: id, dirname: dirname(id) };
      const told = code.replaceAll(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, what: keyof typeof place) =>
        JSON.stringify(place[what]),
      );
      return { code: told, map: null };
    },
  },
};

const place = async (files: readonly BundledFile[], folder: string, made: string): Promise<void> => {
  const draft = await mkdtemp(join(folder, 'draft-'));
  try {
    for (const { name, code } of files) await writeFile(join(draft, name), code, { mode: 0o644, flush: true });
    await chmod(draft, 0o755);
    await rename(draft, made);
  } catch (raw) {
    await rm(draft, { recursive: true, force: true });
    // Another process was quicker with the same.
    if (!existsSync(made)) throw raw;
  }
};

/** A bundle is touched with every worker that starts from it. */
const removeUnused = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (Date.now() - (await lstat(path)).mtimeMs > UNUSED_MS) await rm(path, { recursive: true, force: true });
  }
};

// The workers' accounts are to read it, and not to write it.
process.umask(0o022);
const [, , program, folder] = process.argv;
if (program !== undefined && folder !== undefined) process.stdout.write(await makeBundle(program, folder));
