import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArtifactStore,
  type Digest,
  type ListedFile,
  listFiles,
  treeDigest,
  unpackArchive,
} from '@pagewright/artifacts';
import { type HostedVersion, TreeMismatch } from '@pagewright/hosting';
import type { HostingLog } from '@pagewright/hosting/reconciler';
import { isMissing, layTreeDown, removeFolder, UNFINISHED } from './durable-files.ts';
import { listFolder, Release, ReleaseDamaged } from './release.ts';

export interface ShelfOptions {
  readonly root: string;
  readonly artifacts: ArtifactStore;
  readonly log: HostingLog;
  /** Releases kept per site besides the protected ones, by age. */
  readonly kept: number;
}

/** `protected`: something shows it; `deleted`: it goes at once; `loose`: it goes when it is the oldest. */
export type FateOf = (version: {
  readonly version: number;
  readonly digest: string;
}) => 'protected' | 'loose' | 'deleted';

/** Releases known in memory, over all sites: their lists of files, not their bytes. */
const OPEN_RELEASES = 2_000;

/** The releases on disk, `<root>/<site>/<version>-<tree digest>/`, laid down when they are first needed. */
export class ReleaseShelf {
  readonly #options: ShelfOptions;
  readonly #open = new Map<string, Promise<Release>>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /**
   * A release that may be served: found on disk with the right digest, or laid down from its archive. Callers at the
   * same time share the work.
   * @throws TreeMismatch, ArtifactMissing, and what else the store and the archive throw.
   */
  open(site: string, version: HostedVersion): Promise<Release> {
    const key = keyOf(site, version);
    const known = this.#open.get(key);
    if (known) {
      this.#open.delete(key);
      this.#open.set(key, known);
      return known;
    }
    const opening = this.#find(site, version);
    this.#open.set(key, opening);
    opening.catch(() => this.#open.get(key) === opening && this.#open.delete(key));
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= OPEN_RELEASES) break;
      this.#open.delete(oldest);
    }
    return opening;
  }

  /** Whether it is open already, or being opened. */
  knows(site: string, version: HostedVersion): boolean {
    return this.#open.has(keyOf(site, version));
  }

  /** Lays down what is not there; what is there is compared with its digest before its first answer only. */
  async ensure(site: string, version: HostedVersion): Promise<void> {
    const found = await stat(this.#folder(site, version)).catch(() => undefined);
    if (!found?.isDirectory()) await this.open(site, version);
  }

  /** Next time it is laid down anew; a release that was discarded already stays as it is. */
  async discard(release: Release): Promise<void> {
    if (release.discarded) return;
    release.discarded = true;
    this.#open.delete(keyOf(release.site, release));
    await removeFolder(release.folder);
  }

  /** Removes deleted releases, and the oldest loose ones beyond the number that is kept; a fault in it hurts nobody and is only noted. */
  async tidy(site: string, fateOf: FateOf): Promise<void> {
    try {
      await this.#tidy(site, fateOf);
    } catch (error) {
      this.#options.log({ level: 'warn', site, error, message: `Old releases of site ${site} could not be removed` });
    }
  }

  /** Removes what a process that ended in the middle of a write has left. */
  async sweep(site: string): Promise<void> {
    const folder = join(this.#options.root, site);
    for (const name of await readdir(folder)) {
      if (name.startsWith(UNFINISHED)) await removeFolder(join(folder, name));
    }
  }

  async forget(site: string): Promise<void> {
    for (const key of this.#open.keys()) if (key.startsWith(`${site}/`)) this.#open.delete(key);
    await removeFolder(join(this.#options.root, site));
  }

  async #tidy(site: string, fateOf: FateOf): Promise<void> {
    const folder = join(this.#options.root, site);
    const loose: { key: string; path: string; version: number; laidDown: number }[] = [];
    const deleted: typeof loose = [];
    for (const name of await readdir(folder)) {
      const [, number, digest] = RELEASE.exec(name) ?? [];
      if (!number || !digest) continue;
      const fate = fateOf({ version: Number(number), digest });
      if (fate === 'protected') continue;
      const path = join(folder, name);
      (fate === 'loose' ? loose : deleted).push({
        key: `${site}/${name}`,
        path,
        version: Number(number),
        laidDown: (await stat(path)).mtimeMs,
      });
    }
    loose.sort((a, b) => b.laidDown - a.laidDown || b.version - a.version);
    for (const { key, path } of [...deleted, ...loose.slice(this.#options.kept)]) {
      const release = await this.#open.get(key)?.catch(() => undefined);
      if (release && release.readers > 0) continue;
      if (release) release.discarded = true;
      this.#open.delete(key);
      await removeFolder(path);
    }
  }

  async #find(site: string, version: HostedVersion): Promise<Release> {
    const folder = this.#folder(site, version);
    const about = { site, version: version.version, digest: version.digest, folder };
    const found = await this.#listed(about);
    return new Release(about, found ?? (await this.#layDown(folder, version)));
  }

  /** The files on disk if they are the version's; whatever else is there goes. */
  async #listed({ site, folder, digest }: Pick<Release, 'site' | 'folder' | 'digest'>) {
    if (!(await stat(folder).catch(() => undefined))) return undefined;
    try {
      const files = await listFolder(folder);
      if (treeDigest(files) === digest) return files;
      throw new ReleaseDamaged(`${folder} does not hold what its name says`);
    } catch (error) {
      if (!(error instanceof ReleaseDamaged) && !isMissing(error)) throw error;
      this.#options.log({ level: 'warn', site, error, message: `A damaged release of site ${site} is laid down anew` });
      await removeFolder(folder);
      return undefined;
    }
  }

  async #layDown(folder: string, { version, digest, artifact }: HostedVersion): Promise<readonly ListedFile[]> {
    const { content } = await this.#options.artifacts.get(artifact);
    const tree = await unpackArchive(content);
    const files = listFiles(tree);
    const actual: Digest = treeDigest(files);
    if (actual !== digest) throw new TreeMismatch(version, digest, actual);
    await mkdir(join(folder, '..'), { recursive: true });
    await layTreeDown(folder, tree);
    return files;
  }

  #folder(site: string, { version, digest }: Pick<HostedVersion, 'version' | 'digest'>): string {
    return join(this.#options.root, site, `${version}-${digest}`);
  }
}

const RELEASE = /^([1-9][0-9]*)-([0-9a-f]{64})$/;

const keyOf = (site: string, { version, digest }: Pick<HostedVersion, 'version' | 'digest'>): string =>
  `${site}/${version}-${digest}`;
