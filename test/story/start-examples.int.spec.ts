import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { authorChange, type AuthoringOutcome } from '@pagewright/authoring';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { describe, expect, it } from 'vitest';
import { examples } from '../../apps/web/src/pages/start/examples.ts';

const starters = ['startbootstrap-clean-blog', 'startbootstrap-agency'];

describe.each(starters)('on the starter %s', (name) => {
  it.each(examples)('the builtin agent does what the start page offers: "%s"', async (prompt) => {
    const tree = await treeOf(name);
    expect(outcomeOf(prompt, tree)).toMatchObject({ type: 'changed' });
  });
});

const treeOf = async (name: string): Promise<FileTree> => {
  const root = join(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))), 'dist');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (file: string) =>
    [relative(root, file).split(sep).join('/'), new Uint8Array(await readFile(file))] as const;
  return new Map(await Promise.all(files.map(read)));
};

const outcomeOf = (prompt: string, tree: FileTree): AuthoringOutcome => {
  const work = authorChange({ prompt, tree });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};
