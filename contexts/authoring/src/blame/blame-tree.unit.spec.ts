import type { FileTree } from '@pagewright/kernel/file-tree';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlamedTree, type TreeBlame, runsWithin } from './blame.ts';
import { blameBytes, BlameInvalid, readBlame } from './blame-bytes.ts';
import { blameTree } from './blame-tree.ts';

type Files = Readonly<Record<string, string>>;
const tree = (files: Files): FileTree =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const made = (build: string, files: Files, ...sources: readonly BlamedTree[]): BlamedTree => {
  const fresh = tree(files);
  return { tree: fresh, blame: blameTree({ tree: fresh, build, sources }) };
};
/** The text of a file with the build of each run before it. */
const told = ({ tree: files, blame }: BlamedTree, path: string): string => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.get(path));
  let at = 0;
  return (blame.get(path) ?? []).map(({ length, build }) => `[${build}]${text.slice(at, (at += length))}`).join('');
};
const page = '<h1>Welcome to the old mill</h1>\n<p>We grind flour every Tuesday.</p>\n';

describe('who wrote what', () => {
  it('is the first build for a first version, the later one for what it changed', () => {
    const one = made('one', { 'index.html': page });
    expect(told(one, 'index.html')).toBe(`[one]${page}`);
    const two = made('two', { 'index.html': page.replace('Tuesday', 'Friday') }, one);
    expect(told(two, 'index.html')).toBe(
      '[one]<h1>Welcome to the old mill</h1>\n<p>We grind flour every [two]Friday[one].</p>\n',
    );
    const three = made('three', { 'index.html': page.replace('Tuesday', 'Friday').replace('old', 'new') }, two);
    expect(told(three, 'index.html')).toBe(
      '[one]<h1>Welcome to the [three]new [one]mill</h1>\n<p>We grind flour every [two]Friday[one].</p>\n',
    );
  });

  it('does not change when a file is laid out anew', () => {
    const one = made('one', { 'a.css': 'p{color:red}h1{margin:0}' });
    const two = made('two', { 'a.css': 'p {\n  color: red\n}\n\nh1 {\n  margin: 0\n}\n' }, one);
    expect(told(two, 'a.css')).toBe('[one]p {\n  color: red\n}\n\nh1 {\n  margin: 0\n}\n');
  });

  it('follows a stretch that was moved within a file, to another file, and a renamed file', () => {
    const [hero, about] = [
      '<h2>Our hero text is here for all to read</h2>\n',
      '<section>About the people of the mill</section>\n',
    ];
    const one = made('one', { 'index.html': hero + about });
    const two = made('two', { 'index.html': about + hero }, one);
    // Which of the equal brackets has moved nobody can tell; the words can be told.
    expect(told(two, 'index.html').replace(/\[two\]([^\w[]*)\[one\]/g, '$1')).toBe(`[one]${about}${hero}`);
    const three = made('three', { 'index.html': hero, 'about.html': `<title>x</title>\n${about}` }, one);
    expect(told(three, 'about.html')).toBe(`[three]<title>x</title>\n[one]${about}`);
    const four = made('four', { 'index.html': hero, 'people.html': `<title>x</title>\n${about}` }, three);
    expect(told(four, 'people.html')).toBe(`[three]<title>x</title>\n[one]${about}`);
  });

  it('gives a build what it copied or what only looks alike', () => {
    const one = made('one', { 'index.html': page });
    const two = made('two', { 'index.html': page, 'copy.html': page }, one);
    expect(told(two, 'copy.html')).toBe(`[two]${page}`);
  });

  it('is told by the file where there are no tokens', () => {
    const one = made('one', { 'a.png': '\0abc', 'b.txt': 'hello' });
    const two = made('two', { 'a.png': '\0abd', 'b.txt': 'hello' }, one);
    expect([told(two, 'a.png'), told(two, 'b.txt')]).toEqual(['[two]\0abd', '[one]hello']);
    expect(made('one', { 'a.css': '' }).blame.get('a.css')).toEqual([{ length: 0, build: 'one' }]);
  });

  it('goes back to the earlier author where an undo takes back what came between', () => {
    const one = made('one', { 'a.css': 'p { color: red }\nh1 { margin: 0 }\n' });
    const two = made('two', { 'a.css': 'p { color: blue }\nh1 { margin: 0 }\n' }, one);
    const three = made('three', { 'a.css': 'p { color: blue }\nh1 { margin: 9px }\n' }, two);
    const undo = made('undo', { 'a.css': 'p { color: red }\nh1 { margin: 9px }\n' }, three, one);
    expect(told(undo, 'a.css')).toBe('[one]p { color: red }\nh1 { margin: [three]9px [one]}\n');
  });
});

const pieces = fc.constantFrom('<p>', '</p>', 'word ', 'other ', '\n', '  ', 'é', '\uFEFF', '{', '}', ';', '12');
const anyText = fc.array(pieces, { maxLength: 25 }).map((all) => all.join(''));
const anyFiles = fc.dictionary(fc.constantFrom('a.html', 'b.css', 'c/d.js', 'e.bin'), anyText);
const whole = ({ tree: files, blame }: BlamedTree): void => {
  expect([...blame.keys()].toSorted()).toEqual([...files.keys()].toSorted());
  for (const [path, bytes] of files) {
    const length = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).length;
    const runs = blame.get(path) ?? [];
    expect(runs.reduce((sum, run) => sum + run.length, 0)).toBe(length);
    expect(runs.length === 1 || runs.every((run) => run.length > 0)).toBe(true);
  }
};
const authors = (blame: TreeBlame): Set<string> =>
  new Set([...blame.values()].flatMap((runs) => runs.map(({ build }) => build)));

describe('what holds for every history', () => {
  it('covers every file from beginning to end', () => {
    fc.assert(
      fc.property(anyFiles, anyFiles, anyFiles, (a, b, c) => {
        const one = made('one', a);
        const two = made('two', b, one);
        for (const version of [one, two, made('three', c, two), made('four', c, two, one)]) whole(version);
      }),
    );
  });

  it('is the old one for a version that is restored', () => {
    fc.assert(
      fc.property(anyFiles, anyFiles, (a, b) => {
        const one = made('one', a);
        made('two', b, one);
        expect(made('restore', a, one).blame).toEqual(one.blame);
      }),
    );
  });

  it('owns nothing when no token is changed', () => {
    const spaced = (text: string): string => text.replace(/[ \n]+/g, ' ').replace(/([{};>])/g, '$1\n  ');
    fc.assert(
      fc.property(anyFiles, (a) => {
        const followed = Object.fromEntries(Object.entries(a).filter(([path]) => path !== 'e.bin'));
        const again = Object.fromEntries(Object.entries(followed).map(([path, text]) => [path, spaced(text)]));
        const two = made('two', again, made('one', followed));
        expect([...authors(two.blame)]).toEqual(Object.keys(followed).length > 0 ? ['one'] : []);
      }),
    );
  });

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(anyFiles, anyFiles, (a, b) => {
        const { blame } = made('two', b, made('one', a));
        expect(readBlame(blameBytes(blame))).toEqual(blame);
      }),
    );
    expect(() => readBlame(new TextEncoder().encode('{"v":2}'))).toThrow(BlameInvalid);
    expect(() => readBlame(new TextEncoder().encode('{"v":1,"builds":[],"files":[["a",[1,0]]]}'))).toThrow(
      BlameInvalid,
    );
  });

  it('is cut to a range at both ends', () => {
    const blame = [
      { length: 3, build: 'a' },
      { length: 4, build: 'b' },
    ];
    expect(runsWithin(blame, 2, 5)).toEqual([
      { length: 1, build: 'a' },
      { length: 2, build: 'b' },
    ]);
  });
});
