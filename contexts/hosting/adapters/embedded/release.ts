import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { assertSafePath, type Digest, DigestMeter, type ListedFile, sha256 } from '@pagewright/artifacts';
import { isCompressible, mediaTypeOf } from './media-type.ts';
import { type RequestPath } from './request-path.ts';
import { type Resolution, resolveFile } from './resolve-file.ts';

/** One file as it is answered; headers are prepared by who answers, once per form of it. */
export interface ReleaseFile extends ListedFile {
  readonly type: string;
  readonly compressible: boolean;
  readonly prepared: Map<string, string[]>;
}

/** What a path means here. */
export type Found = Exclude<Resolution, { type: 'file' }> | { readonly type: 'file'; readonly file: ReleaseFile };

const REMEMBERED_TARGETS = 5_000;

/** Files on disk are not those of the release: changed, replaced by links, or gone. */
export class ReleaseDamaged extends Error {
  override readonly name = 'ReleaseDamaged';
}

/**
 * A version whose files on disk were all compared with its digest. It knows its files by name: a path that is not
 * among the names is answered without a look at the disk. Bytes that are read later are compared again, or, where a
 * file is too large for that, read through no link and with the size that it had.
 */
export class Release {
  readonly site: string;
  readonly version: number;
  readonly digest: Digest;
  readonly folder: string;
  /** Requests that read from the folder now. */
  readers = 0;
  /** Its folder is no longer there, or no longer right: whoever holds it opens it again. */
  discarded = false;
  /** Request targets that were found to mean one of its files, for the way that waits for nothing. */
  readonly targets = new Map<string, ReleaseFile>();
  readonly #files: ReadonlyMap<string, ReleaseFile>;

  constructor(about: Pick<Release, 'site' | 'version' | 'digest' | 'folder'>, files: readonly ListedFile[]) {
    this.site = about.site;
    this.version = about.version;
    this.digest = about.digest;
    this.folder = about.folder;
    this.#files = new Map(files.map((file) => [file.path, asReleaseFile(file)]));
  }

  file(path: string): ReleaseFile | undefined {
    return this.#files.get(path);
  }

  remember(target: string, file: ReleaseFile): void {
    // What stands behind the path can be anything and of any length.
    if (/[?#]/.test(target)) return;
    if (this.targets.size >= REMEMBERED_TARGETS) this.targets.clear();
    this.targets.set(target, file);
  }

  resolve(request: RequestPath): Found {
    const resolution = resolveFile(request, (path) => this.#files.has(path));
    if (resolution.type !== 'file') return resolution;
    const file = this.#files.get(resolution.path);
    return file ? { type: 'file', file } : { type: 'missing' };
  }

  /** @throws ReleaseDamaged */
  async read(file: ReleaseFile): Promise<Buffer> {
    await using handle = await this.open(file);
    const bytes = await handle.readFile();
    if (sha256(bytes) !== file.sha256) throw new ReleaseDamaged(`${file.path} of ${this.folder} has changed`);
    return bytes;
  }

  /** The caller closes it. @throws ReleaseDamaged */
  async open(file: ReleaseFile): Promise<FileHandle> {
    const path = join(this.folder, file.path);
    const handle = await openPlain(path);
    try {
      if ((await handle.stat()).size !== file.size) throw new ReleaseDamaged(`${path} has another size than it had`);
      const parent = dirname(path);
      const root = dirname(dirname(this.folder));
      if ((await realpath(parent)) !== join(await realpath(root), relative(root, parent))) {
        throw new ReleaseDamaged(`${parent} is reached through a link`);
      }
      return handle;
    } catch (error) {
      await handle.close();
      throw error instanceof ReleaseDamaged ? error : damaged(path, error);
    }
  }
}

/** The files below a folder with their digests, read from the disk. @throws ReleaseDamaged when there is a link. */
export const listFolder = async (folder: string): Promise<readonly ListedFile[]> => {
  const files: ListedFile[] = [];
  for await (const path of filesBelow(folder, '')) {
    await using handle = await openPlain(join(folder, path));
    const meter = new DigestMeter();
    for await (const chunk of handle.createReadStream({ autoClose: false })) meter.update(chunk as Buffer);
    files.push({ path, size: meter.size, sha256: meter.digest() });
  }
  return files;
};

const asReleaseFile = (file: ListedFile): ReleaseFile => {
  const type = mediaTypeOf(file.path);
  return { ...file, type, compressible: isCompressible(type), prepared: new Map() };
};

async function* filesBelow(root: string, prefix: string): AsyncGenerator<string, void> {
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) yield* filesBelow(root, `${path}/`);
    else if (entry.isFile()) yield checked(root, path);
    else throw new ReleaseDamaged(`${join(root, path)} is no file`);
  }
}

const checked = (root: string, path: string): string => {
  try {
    assertSafePath(path);
    return path;
  } catch (error) {
    throw damaged(join(root, path), error);
  }
};

/** O_NOFOLLOW: a link is an error and never followed; O_NONBLOCK: a pipe is not waited for. */
const openPlain = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw damaged(path, error);
  }
};

const damaged = (path: string, cause: unknown): ReleaseDamaged =>
  new ReleaseDamaged(`${path} cannot be read as the file that it was`, { cause });
