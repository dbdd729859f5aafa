import { describe, expect, it } from 'vitest';
import { packTree } from './archive/pack-tree.ts';
import { stripSingleTopFolder, unpackUpload, withoutSystemJunk } from './upload.ts';

const treeOf = (...paths: string[]): Map<string, Uint8Array> =>
  new Map(paths.map((path) => [path, new TextEncoder().encode(path)]));
const names = (tree: ReadonlyMap<string, unknown>): string[] => [...tree.keys()];

describe('an upload', () => {
  it('loses what macOS added, by name, and then the folder around it', async () => {
    const tree = treeOf('site/index.html', 'site/.DS_Store', 'site/._index.html', '__MACOSX/site/x', '.well-known/x');
    tree.delete('.well-known/x');
    const upload = await unpackUpload(await packTree(tree));
    expect(names(upload.tree)).toEqual(['index.html']);
    expect(upload.ignored).toEqual(['__MACOSX/site/x', 'site/.DS_Store', 'site/._index.html']);
    expect(upload.strippedFolder).toBe('site');
  });

  it('keeps hidden files that people mean', () => {
    const tree = treeOf('.well-known/security.txt', '_redirects', '.DS_Store.html');
    expect(withoutSystemJunk(tree)).toEqual({ tree, ignored: [] });
  });
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
