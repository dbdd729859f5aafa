import { describe, expect, it } from 'vitest';
import { sha256 } from './digest.ts';
import { manifestBytes, ManifestInvalid, manifestOf, parseManifest, type ManifestInput } from './manifest.ts';
import { treeDigest } from './tree-digest.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const tree = new Map([
  ['index.html', bytes('<p>hello</p>')],
  ['css/site.css', bytes('a{}')],
  ['About.HTM', bytes('')],
]);
const input: ManifestInput = {
  siteId: 'site-1',
  buildId: 'build-1',
  attempt: 1,
  sourceVersion: 3,
  fencingToken: 1_790_000_000_123,
  createdAt: '2026-03-03T14:00:00.000Z',
  tree,
  filesChanged: [
    { path: 'index.html', change: 'modified', added: 1, removed: 1 },
    { path: 'About.HTM', change: 'created', added: 0, removed: 0 },
  ],
  checks: [{ name: 'links', passed: true, findings: [] }],
  summary: 'Changed the title.',
  agent: { name: 'builtin', model: null, tokensIn: 0, tokensOut: 0, costUsd: 0, steps: 2 },
};
const manifest = manifestOf(input);
const changed = (change: object): string => JSON.stringify({ ...manifest, ...change });

describe('a manifest', () => {
  it('lists the files, their sums and the pages of its tree', () => {
    expect(manifest).toMatchObject({
      files: [
        { path: 'About.HTM', sha256: sha256(''), size: 0 },
        { path: 'css/site.css', sha256: sha256('a{}'), size: 3 },
        { path: 'index.html', sha256: sha256('<p>hello</p>'), size: 12 },
      ],
      fileCount: 3,
      totalBytes: 15,
      entrypoints: ['About.HTM', 'index.html'],
      screenshots: [],
    });
    expect(manifest.filesChanged.map(({ path }) => path)).toEqual(['About.HTM', 'index.html']);
  });

  it('has the fields of the spec, in its order', () => {
    expect(Object.keys(manifest).join(' ')).toBe(
      'siteId buildId attempt sourceVersion fencingToken createdAt files fileCount totalBytes entrypoints ' +
        'filesChanged checks screenshots summary blame agent',
    );
  });

  it('is read back as it was written, with the digest of its tree', () => {
    const read = parseManifest(manifestBytes(manifest));
    expect(read).toEqual(manifest);
    expect(treeDigest(read.files)).toBe(treeDigest(tree));
  });

  it('is the same blob whatever the order of the tree and of what is given', () => {
    const again = manifestOf({ ...input, tree: new Map([...tree].toReversed()) });
    expect(manifestBytes(again)).toEqual(manifestBytes(manifest));
  });

  it('may have no source, token or agent', () => {
    const first = manifestOf({ ...input, sourceVersion: null, fencingToken: null, attempt: 0, agent: null });
    expect(parseManifest(manifestBytes(first))).toEqual(first);
  });

  const [about, css, index] = manifest.files;
  it.each([
    ['no JSON', '{', 'not JSON'],
    ['broken UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'not JSON'],
    ['another shape', '[]', 'expected object'],
    ['a field that is none', changed({ extra: 1 }), 'extra'],
    ['no summary', changed({ summary: undefined }), 'summary'],
    ['a wrong time', changed({ createdAt: 'yesterday' }), 'createdAt'],
    ['a wrong file digest', changed({ files: [{ ...about, sha256: 'x' }, css, index] }), 'files.0.sha256'],
    ['a negative size', changed({ files: [{ ...about, size: -1 }, css, index] }), 'files.0.size'],
    ['a wrong count', changed({ fileCount: 4 }), 'fileCount'],
    ['a wrong sum', changed({ totalBytes: 16 }), 'totalBytes'],
    ['files out of order', changed({ files: [css, about, index] }), 'sorted'],
    ['a file twice', changed({ files: [about, css, css] }), 'there twice'],
    ['a path that climbs', changed({ files: [{ ...about, path: '../x' }, css, index] }), 'leaves its folder'],
    ['a page that is no file', changed({ entrypoints: ['other.html'] }), 'other.html'],
  ])('is refused with %s', (_, blob, problem) => {
    expect(() => parseManifest(blob)).toThrow(ManifestInvalid);
    expect(() => parseManifest(blob)).toThrow(problem);
  });
});
