import { describe, expect, it } from 'vitest';
import { folderOf, MOST_FILES } from './folder.ts';
import { isJunk } from './junk.ts';

const files = (...paths: string[]) => paths.map((path) => ({ path, file: new File(['x'], 'x') }));

describe('a folder', () => {
  it('leaves behind what no site serves, and counts it', () => {
    const folder = folderOf(
      files('site/index.html', 'site/node_modules/a.js', 'site/.git/HEAD', 'site/.DS_Store', 'site/._a'),
    );
    expect([folder.name, folder.files.map(({ path }) => path), folder.left]).toEqual(['site', ['site/index.html'], 4]);
  });

  it.each(['.well-known/x', '.gitignore', 'node_modules', 'git/HEAD', 'a._b'])('keeps %s', (path) =>
    expect(isJunk(path)).toBe(false),
  );

  it('is refused when it is empty or far too large', () => {
    expect(() => folderOf(files('site/.DS_Store'))).toThrow('There are no files');
    const many = Array.from({ length: MOST_FILES + 1 }, (_, n) => `f${n}`);
    expect(() => folderOf(files(...many))).toThrow('more than 10,000 files');
  });
});
