import { describe, expect, it } from 'vitest';
import { packTree } from './archive/pack-tree.ts';
import { zip } from '../testing/crafted-zips.ts';
import { paxEntry, tarEntry, tarGz } from '../testing/crafted-archives.ts';
import { junkOf } from './junk.ts';
import { stripSingleTopFolder, unpackUpload } from './upload.ts';

const treeOf = (...paths: string[]): Map<string, Uint8Array> =>
  new Map(paths.map((path) => [path, new TextEncoder().encode(path)]));
const names = (tree: ReadonlyMap<string, unknown>): string[] => [...tree.keys()];

describe('an upload', () => {
  it('loses what macOS added, by name, and then the folder around it', async () => {
    const tree = treeOf('site/index.html', 'site/.DS_Store', 'site/._index.html', '__MACOSX/site/x', '.well-known/x');
    tree.delete('.well-known/x');
    const upload = await unpackUpload(await packTree(tree));
    expect(names(upload.tree)).toEqual(['index.html']);
    expect(upload.ignored).toEqual(['__MACOSX/', 'site/.DS_Store', 'site/._index.html']);
    expect(upload.strippedFolder).toBe('site');
  });

  it('loses packages and the repository, links and all, and says so once each', async () => {
    const tar = tarGz(
      tarEntry({ name: 'site/index.html', content: 'x' }),
      tarEntry({ name: 'site/node_modules/.bin/tool', type: '2', link: '../tool/cli.js' }),
      tarEntry({ name: 'site/node_modules/tool/cli.js', content: 'x' }),
      tarEntry({ name: 'site/.git/HEAD', content: 'x' }),
    );
    const packed = zip(
      { name: 'site/index.html', content: 'x' },
      { name: 'site/node_modules/.bin/tool', mode: 0o120777 },
      { name: 'site/.git/HEAD' },
      { name: 'site/.git/' },
    );
    for (const bytes of [tar, packed]) {
      const upload = await unpackUpload(bytes);
      expect(names(upload.tree)).toEqual(['index.html']);
      expect(upload.ignored).toEqual(['site/.git/', 'site/node_modules/']);
    }
  });

  it('is told by its first bytes, in pieces of any size', async () => {
    const pieces = async function* () {
      for (const byte of zip({ name: 'index.html', content: 'x' })) yield Uint8Array.of(byte);
    };
    expect(names((await unpackUpload(pieces())).tree)).toEqual(['index.html']);
    await expect(unpackUpload(Buffer.from('GIF89a'))).rejects.toMatchObject({ code: 'not-an-archive' });
    await expect(unpackUpload(paxEntry({ path: 'x' }))).rejects.toMatchObject({ code: 'not-an-archive' });
    await expect(unpackUpload(new Uint8Array())).rejects.toMatchObject({ code: 'not-an-archive' });
  });
});

describe('junk', () => {
  it.each([
    '.well-known/security.txt',
    '_redirects',
    '.DS_Store.html',
    'git/x',
    '.gitignore',
    'node_modules',
    'docs/.github/x',
  ])('is not %s, which people mean', (path) => expect(junkOf(path)).toBeUndefined());
});

describe('stripSingleTopFolder', () => {
  it('takes one folder off, not the next', () => {
    const { tree, strippedFolder } = stripSingleTopFolder(treeOf('a/b/x.html', 'a/b/y.html'));
    expect([strippedFolder, names(tree)]).toEqual(['a', ['b/x.html', 'b/y.html']]);
  });

  it.each([
    ['a file beside the folder', ['a/x.html', 'y.html']],
    ['two folders', ['a/x.html', 'b/x.html']],
    ['a folder whose name begins like the other', ['a/x.html', 'ab/x.html']],
    ['one file', ['index.html']],
    ['nothing', []],
  ])('leaves %s as it is', (_, paths) => {
    const tree = treeOf(...paths);
    expect(stripSingleTopFolder(tree)).toEqual({ tree, strippedFolder: undefined });
  });
});
