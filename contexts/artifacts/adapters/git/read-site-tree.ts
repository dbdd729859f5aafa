import { type PromiseFsClient, readBlob, readTree } from 'isomorphic-git';
import {
  assertSafePath,
  byCodeUnit,
  defaultArchiveLimits,
  junkOf,
  NameLedger,
  TreeCount,
  UnsafeArchive,
} from '../../src/index.ts';
import { GitImportFailed } from './git-import-failed.ts';

export interface SiteTree {
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  /** What is left out: junk, and submodules and files of LFS, which are not in the repository itself. */
  readonly ignored: readonly string[];
}

interface Place {
  readonly fs: PromiseFsClient;
  readonly dir: string;
  readonly cache: object;
  /** Of a commit. */
  readonly oid: string;
  readonly folder: string | undefined;
}

/** Reads a commit's files into memory under the rules of every upload. @throws UnsafeArchive, GitImportFailed */
export const readSiteTree = async ({ folder, oid, ...place }: Place): Promise<SiteTree> => {
  const files: [string, Uint8Array][] = [];
  const ignored = new Set<string>();
  const names = new NameLedger();
  const count = new TreeCount(defaultArchiveLimits);

  const take = async (path: string, blob: string): Promise<void> => {
    assertSafePath(path);
    names.addFile(path);
    const { blob: content } = await readBlob({ ...place, oid: blob });
    count.file(path, content.length);
    if (isLfsPointer(content)) ignored.add(`${path} (Git LFS)`);
    else files.push([path, new Uint8Array(content)]);
  };

  const walk = async (tree: string, prefix: string): Promise<void> => {
    const { tree: entries } = await readTree({ ...place, oid: tree });
    for (const { path: name, oid: entry, mode, type } of entries) {
      const path = `${prefix}${name}`;
      const junk = junkOf(type === 'tree' ? `${path}/` : path);
      if (junk !== undefined) ignored.add(junk);
      else if (type === 'commit') ignored.add(`${path}/ (submodule)`);
      else if (type === 'tree') await walk(entry, `${path}/`);
      else if (mode === SYMLINK) throw new UnsafeArchive('link', 'is a link', { entry: path });
      else await take(path, entry);
    }
  };

  await walk(await rootOf(place, oid, folder), '');
  if (files.length === 0) {
    throw new GitImportFailed(
      'empty',
      'There are no files to take. Check which branch and which folder the site is in.',
    );
  }
  return { files, ignored: [...ignored].toSorted(byCodeUnit) };
};

const SYMLINK = '120000';

const rootOf = async (place: Omit<Place, 'oid' | 'folder'>, oid: string, folder = ''): Promise<string> => {
  const filepath = folder.replace(/^\/+|\/+$/g, '');
  const missing = (cause?: unknown) =>
    new GitImportFailed('no-such-folder', `The repository has no folder ${JSON.stringify(filepath)}.`, { cause });
  if (filepath.split('/').includes('..')) throw missing();
  try {
    return (await readTree({ ...place, oid, ...(filepath === '' ? {} : { filepath }) })).oid;
  } catch (cause) {
    if (filepath === '') throw cause;
    throw missing(cause);
  }
};

const LFS = 'version https://git-lfs.github.com/spec/v1\n';
const isLfsPointer = (content: Uint8Array): boolean =>
  content.length < 1024 && Buffer.from(content.subarray(0, LFS.length)).toString('latin1') === LFS;
