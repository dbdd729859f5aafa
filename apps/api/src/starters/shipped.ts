import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A site that comes with the program, before it is packed. */
export interface Shipped {
  readonly name: string;
  /** Other names by which it can be asked for. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly author: string;
  readonly licence: string;
  /** Its files by their paths. */
  read(): Promise<Map<string, Uint8Array>>;
  /** The picture of its home page that comes with it. */
  readonly picture?: ShippedPicture;
}

export interface ShippedPicture {
  /** Digest of the tree that was pictured. */
  readonly of: string;
  /** WebP. */
  readonly bytes: Uint8Array;
}

const OURS = resolve(import.meta.dirname, '../../starters');

/** `starters/<name>/starter.json`: what the gallery says of the site that lies in `site` beside it. */
const card = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  category: z.string().min(1),
  /** Place in the gallery. */
  order: z.int(),
  /** Digest of the tree that `thumbnail.webp` beside this file pictures. */
  pictured: z.string().optional(),
});

/** Other people's sites under free licences, each with its licence among its files. */
const PACKAGES = [
  {
    name: 'clean-blog',
    package: 'startbootstrap-clean-blog',
    title: 'Clean Blog',
    description: 'A blog with posts, an about page and a contact form',
    category: 'Blog',
  },
  {
    name: 'agency',
    package: 'startbootstrap-agency',
    title: 'Agency',
    description: 'One page for a company: services, portfolio, team, contact',
    category: 'Company',
  },
] as const;

/** All of them in the order of the gallery: first those made for this program. */
export const shippedStarters = async (): Promise<readonly Shipped[]> => [...(await ours()), ...PACKAGES.map(packaged)];

const ours = async (): Promise<readonly Shipped[]> => {
  const folders = (await readdir(OURS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found = await Promise.all(
    folders.map(async ({ name }) => {
      const { order, pictured, ...about } = card.parse(
        JSON.parse(await readFile(join(OURS, name, 'starter.json'), 'utf8')),
      );
      const read = (): Promise<Map<string, Uint8Array>> => readTree(join(OURS, name, 'site'));
      const picture = pictured && { of: pictured, bytes: await readFile(join(OURS, name, 'thumbnail.webp')) };
      const starter = { name, aliases: [], author: 'Pagewright', licence: 'Apache-2.0', ...about, read };
      return { order, starter: { ...starter, ...(picture && { picture }) } };
    }),
  );
  return found.toSorted((a, b) => a.order - b.order).map(({ starter }) => starter);
};

const packaged = ({ package: from, ...rest }: (typeof PACKAGES)[number]): Shipped => ({
  ...rest,
  aliases: [from],
  author: 'Start Bootstrap',
  licence: 'MIT',
  read: async () => {
    const root = dirname(fileURLToPath(import.meta.resolve(`${from}/package.json`)));
    const tree = await readTree(join(root, 'dist'));
    tree.set('LICENSE.txt', await readFile(join(root, 'LICENSE')));
    return tree;
  },
});

const readTree = async (root: string): Promise<Map<string, Uint8Array>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => [relative(root, path).split(sep).join('/'), await readFile(path)] as const);
  return new Map(await Promise.all(files));
};
