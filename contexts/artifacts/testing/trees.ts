import * as fc from 'fast-check';
import type { FileTree } from '@pagewright/kernel/file-tree';

/** Distinct safe names: each segment carries a number, so that no two fold to one. */
const segment = fc
  .tuple(fc.nat({ max: 999 }), fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('', '.html', '.css'))
  .map(([number, text, extension]) => `${number}${plain(text)}${extension}`);

/** At most 12 code points, none of which a path may not hold. */
const plain = (text: string): string =>
  [...text.replaceAll(/[\p{C}\u2028\u2029\uFFFD/\\:.]/gu, '_')].slice(0, 12).join('');

/** Any tree of files that can be packed, names up to the length that needs a pax header included. */
export const anyTree: fc.Arbitrary<FileTree> = fc
  .uniqueArray(
    fc.record({
      folders: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
      name: segment,
      long: fc.boolean(),
      content: fc.uint8Array({ maxLength: 1200 }),
    }),
    { maxLength: 12 },
  )
  .map((files) => {
    const tree = new Map<string, Uint8Array>();
    files.forEach(({ folders, name, long, content }, index) => {
      const path = [...folders.map((folder) => `folder-${folder}`), `${index}-${long ? 'x'.repeat(110) : ''}${name}`];
      tree.set(path.join('/'), content);
    });
    return tree;
  });
