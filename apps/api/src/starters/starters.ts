import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ArtifactStore, packTree, putBytes } from '@pagewright/artifacts';
import type { SiteSource } from '@pagewright/sites';
import type { z } from 'zod';
import type { starter } from '../contract/sites.ts';
import { pagesOf } from '../views/pages.ts';

export type Starter = Omit<z.infer<typeof starter>, 'thumbnail'>;
type Archive = SiteSource['archive'];

/** Sites to begin from: other people's work under free licences, each with its licence among its files. */
export interface Starters {
  readonly list: readonly Starter[];
  archiveOf(name: string): Archive | undefined;
}

const SHIPPED = [
  {
    name: 'clean-blog',
    package: 'startbootstrap-clean-blog',
    title: 'Clean Blog',
    description: 'A blog with posts, an about page and a contact form',
    author: 'Start Bootstrap',
  },
  {
    name: 'agency',
    package: 'startbootstrap-agency',
    title: 'Agency',
    description: 'One page for a company: services, portfolio, team, contact',
    author: 'Start Bootstrap',
  },
] as const;

/** Packs the starters and stores them; they are then artifacts like any other. */
export const loadStarters = async (artifacts: ArtifactStore): Promise<Starters> => {
  const archives = new Map<string, Archive>();
  const list: Starter[] = [];
  for (const { name, package: from, title, description, author } of SHIPPED) {
    const root = dirname(fileURLToPath(import.meta.resolve(`${from}/package.json`)));
    const tree = await readTree(join(root, 'dist'));
    tree.set('LICENSE.txt', await readFile(join(root, 'LICENSE')));
    const stored = await putBytes(artifacts, await packTree(tree));
    // Both brands say the same: 64 hex digits of the stored bytes.
    const archive = { digest: String(stored.digest) as Archive['digest'], size: stored.size };
    for (const alias of [name, from]) archives.set(alias, archive);
    const bytes = [...tree.values()].reduce((sum, file) => sum + file.length, 0);
    list.push({
      name,
      title,
      description,
      licence: 'MIT',
      author,
      files: tree.size,
      bytes,
      pages: pagesOf([...tree.keys()]),
    });
  }
  return { list, archiveOf: (name) => archives.get(name) };
};

const readTree = async (root: string): Promise<Map<string, Uint8Array>> => {
  const tree = new Map<string, Uint8Array>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    tree.set(relative(root, path).split(sep).join('/'), await readFile(path));
  }
  return tree;
};
