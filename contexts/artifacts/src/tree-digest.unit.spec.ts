import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTree } from '../testing/trees.ts';
import { tarEntry, tarGz } from '../testing/crafted-archives.ts';
import { unpackArchive } from './archive/unpack-archive.ts';
import { listFiles, treeDigest } from './tree-digest.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('treeDigest', () => {
  it('is the hash of one line per file, sorted by code unit, as anybody can compute it', () => {
    const tree = new Map([
      ['é.html', bytes('')],
      ['a/b.html', bytes('hello')],
      ['a.html', bytes('ü')],
      ['B.html', bytes('x')],
    ]);
    // By `sha256sum`: the digests of "x", "ü", "hello" and of nothing.
    const lines = [
      '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881 1 644 B.html\n',
      '607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f 2 644 a.html\n',
      '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 5 644 a/b.html\n',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 644 é.html\n',
    ];
    expect(treeDigest(tree)).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
  });

  it('is the hash of nothing for no files', () => {
    expect(treeDigest(new Map())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('depends neither on the order of the files nor on who lists them', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const digest = treeDigest(tree);
        expect(treeDigest(new Map([...tree].toReversed()))).toBe(digest);
        expect(treeDigest(listFiles(tree).toReversed())).toBe(digest);
      }),
    );
  });

  it('changes with any byte and any name', () => {
    fc.assert(
      fc.property(
        anyTree.filter((tree) => tree.size > 0),
        fc.nat(),
        (tree, pick) => {
          const [path, content] = [...tree][pick % tree.size] ?? ['', new Uint8Array()];
          const digest = treeDigest(tree);
          expect(treeDigest(new Map([...tree, [path, Uint8Array.of(...content, 0)]]))).not.toBe(digest);
          const renamed = [...tree].filter(([name]) => name !== path);
          expect(treeDigest(new Map([...renamed, [`${path}x`, content]]))).not.toBe(digest);
        },
      ),
    );
  });

  it('is the same for archives that differ in time, owner and mode', async () => {
    const touched = tarEntry({ name: 'run.sh', content: 'echo', mode: 0o4755 });
    const plain = tarEntry({ name: 'run.sh', content: 'echo' });
    expect(treeDigest(await unpackArchive(tarGz(touched)))).toBe(treeDigest(await unpackArchive(tarGz(plain))));
  });

  it('refuses a name that would read as another line', () => {
    expect(() => treeDigest(new Map([['a\nb', bytes('x')]]))).toThrow(expect.objectContaining({ code: 'bad-name' }));
  });
});
