import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultArchiveLimits, packTree, treeDigest, unpackArchive, UnsafeArchive } from '../../src/index.ts';
import { craftedArchives, tarEntry, tarGz } from '../../testing/crafted-archives.ts';
import { anyTree } from '../../testing/trees.ts';
import { readTree, unpackTo, writeTree } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a tree in a folder', () => {
  let around: string;
  let folder: string;
  beforeEach(async () => {
    around = await mkdtemp(join(tmpdir(), 'pagewright-tree-'));
    folder = join(around, 'outer', 'site');
  });
  afterEach(() => rm(around, { recursive: true }));

  const everything = async (): Promise<string[]> => (await readdir(around, { recursive: true })).toSorted();

  it.each(craftedArchives)('writes nothing anywhere of an archive with $title', async ({ bytes: archive, code }) => {
    await mkdir(folder, { recursive: true });
    await expect(unpackTo(folder, archive)).rejects.toMatchObject({ code });
    expect(await everything()).toEqual(['outer', 'outer/site']);
    await expect(stat('/tmp/pagewright-evil.txt')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is read back as it was written, whatever the tree', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        await unpackTo(folder, await packTree(tree));
        expect(await readTree(folder)).toEqual(tree);
        await rm(folder, { recursive: true });
      }),
      { numRuns: 30 },
    );
  });

  const longName = `${'long-folder/'.repeat(10)}${'é'.repeat(60)}.html`;
  const site = new Map([
    ['index.html', bytes('<p>hello</p>')],
    ['css/site.css', bytes('a{}')],
  ]);

  it.each(['gnu', 'posix', 'ustar'])('is the tree that tar packs in its %s format', async (format) => {
    const tree = format === 'ustar' ? site : new Map([...site, [longName, bytes('long')]]);
    await writeTree(folder, tree);
    const archive = execFileSync('tar', [`--format=${format}`, '-czf', '-', '-C', folder, '.']);
    expect(treeDigest(await unpackArchive(archive))).toBe(treeDigest(tree));
  });

  it('is the tree that tar unpacks from our archive', async () => {
    const tree = new Map([...site, [longName, bytes('long')]]);
    await mkdir(folder, { recursive: true });
    execFileSync('tar', ['-xzf', '-', '-C', folder], { input: await packTree(tree) });
    expect(await readTree(folder)).toEqual(tree);
  });

  it('gives a setuid file of an archive no right at all', async () => {
    await unpackTo(folder, tarGz(tarEntry({ name: 'run.sh', mode: 0o4755, content: 'echo' })));
    expect((await stat(join(folder, 'run.sh'))).mode & 0o7111).toBe(0);
  });

  it('is not written into a folder that holds something', async () => {
    await mkdir(folder, { recursive: true });
    await mkdir(join(around, 'elsewhere'));
    await symlink(join(around, 'elsewhere'), join(folder, 'out'));
    await expect(writeTree(folder, new Map([['out/evil.txt', bytes('x')]]))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await everything()).toEqual(['elsewhere', 'outer', 'outer/site', 'outer/site/out']);
  });

  it.each([['../evil.txt'], ['a', 'a/b'], ['/tmp/pagewright-evil.txt']])(
    'is not written with the names %j',
    async (...paths) => {
      const tree = new Map(['first.html', ...paths].map((path) => [path, bytes('x')]));
      await expect(writeTree(folder, tree)).rejects.toThrow(UnsafeArchive);
      expect(await everything()).toEqual([]);
    },
  );

  describe('that somebody else wrote', () => {
    beforeEach(async () => {
      await mkdir(join(folder, 'css'), { recursive: true });
      await writeFile(join(folder, 'index.html'), '<p>hello</p>');
    });

    it('is refused with a link, to a file or to a folder, naming it', async () => {
      await writeFile(join(around, 'secret'), 'x');
      await symlink(join(around, 'secret'), join(folder, 'css', 'leak.css'));
      await expect(readTree(folder)).rejects.toMatchObject({ code: 'link', entry: 'css/leak.css' });
      await rm(join(folder, 'css', 'leak.css'));
      await symlink(around, join(folder, 'css', 'up'));
      await expect(readTree(folder)).rejects.toMatchObject({ code: 'link', entry: 'css/up' });
    });

    it('is refused with a pipe, without waiting on it', async () => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      await expect(readTree(folder)).rejects.toMatchObject({ code: 'device', entry: 'pipe' });
    });

    it('is refused over a limit', async () => {
      await writeFile(join(folder, 'two.html'), 'x'.repeat(100));
      const read = (limits: object) => readTree(folder, { ...defaultArchiveLimits, ...limits });
      await expect(read({ maxFiles: 1 })).rejects.toMatchObject({ code: 'too-many-files' });
      await expect(read({ maxFileBytes: 99 })).rejects.toMatchObject({ code: 'too-large', entry: 'two.html' });
      await expect(read({ maxInflatedBytes: 105 })).rejects.toMatchObject({ code: 'too-large' });
      expect((await read({ maxFileBytes: 100, maxFiles: 2, maxInflatedBytes: 112 })).size).toBe(2);
      expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe('<p>hello</p>');
    });
  });
});
