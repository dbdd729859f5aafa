import { mkdir, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Makes the fan-out folders so that they survive a power cut. A folder found existing may be another
 * process's, which has not synced its parent yet; so each process syncs the parents once by itself.
 */
export class DurableFolders {
  readonly #root: string;
  readonly #known = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** The path of `<root>/<first>/<second>`, made durably. */
  async ensure(first: string, second: string): Promise<string> {
    const parent = join(this.#root, first);
    const folder = join(parent, second);
    if (this.#known.has(folder)) return folder;
    await mkdir(folder, { recursive: true });
    await syncFolder(parent);
    await syncFolder(this.#root);
    this.#known.add(folder);
    return folder;
  }
}

/** Makes a folder and what is missing above it, so that all of them survive a power cut. */
export async function makeDurably(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade === undefined) return;
  const highest = dirname(resolve(firstMade));
  for (let parent = dirname(resolve(folder)); parent.length >= highest.length; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(parent)) return;
  }
}

/** Makes the names in a folder durable: a rename is only in memory before it. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
