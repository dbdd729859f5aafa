import { packTree, parseManifest, sha256, treeDigest } from '@pagewright/artifacts';
import { craftedArchives } from '@pagewright/artifacts/testing';
import { blameBytes, readBlame } from '@pagewright/authoring';
import { describe, expect, it } from 'vitest';
import { type ResultToVerify, verifyResult } from './verify-result.ts';

const treeOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const page = (text: string): string => `<!doctype html><title>${text}</title>\n<p>${text}</p>\n`;
const about: ResultToVerify['about'] = {
  siteId: 's',
  buildId: 'b',
  attempt: 1,
  sourceVersion: 1,
  fencingToken: 7,
  createdAt: '2026-01-01T00:00:00Z',
  summary: 'Done.',
  agent: null,
};
const verify = async (
  files: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> | null,
  checks: 'run' | 'skip' = 'run',
  origins: ResultToVerify['origins'] = [],
) =>
  verifyResult({
    archive: await packTree(treeOf(files)),
    source: before && (await packTree(treeOf(before))),
    origins,
    checks,
    about,
  });

/** The same as an earlier build's. */
const blameOfOther = (blame: Uint8Array): Uint8Array =>
  blameBytes(
    new Map(
      [...readBlame(blame)].map(([path, runs]) => [path, runs.map(({ length }) => ({ length, build: 'earlier' }))]),
    ),
  );

describe('What an archive really holds', () => {
  it('is counted against its source, by files and lines', async () => {
    const before = { 'index.html': page('a'), 'old.txt': '1\n2\n', 'same.txt': 'x' };
    const after = { 'index.html': page('b'), 'new.txt': '1\n', 'same.txt': 'x' };
    const verdict = await verify(after, before);
    if (verdict.type !== 'sound') throw new Error(verdict.type);
    expect(verdict.counts).toEqual({
      files: 3,
      bytes: Object.values(after).join('').length,
      created: 1,
      modified: 1,
      deleted: 1,
      added: 3,
      removed: 4,
    });
    const manifest = parseManifest(verdict.manifest);
    expect(manifest.filesChanged.map(({ path, change }) => [path, change])).toEqual([
      ['index.html', 'modified'],
      ['new.txt', 'created'],
      ['old.txt', 'deleted'],
    ]);
    expect(verdict.tree).toBe(treeDigest(treeOf(after)));
  });

  it('is no change when the files are the same, whatever its maker says', async () => {
    expect(await verify({ 'index.html': page('a') }, { 'index.html': page('a') })).toEqual({ type: 'unchanged' });
  });

  it('is refused for what it made worse, not for what was wrong before', async () => {
    const broken = `${page('a')}<a href="gone.html">x</a>`;
    const worse = await verify({ 'index.html': `${broken}<a href="new.html">y</a>` }, { 'index.html': broken });
    expect(worse).toMatchObject({ type: 'refused', findings: [{ rule: 'internal-link', path: 'index.html' }] });
    expect(await verify({ 'index.html': `${broken}<p>z</p>` }, { 'index.html': broken })).toMatchObject({
      type: 'sound',
    });
  });

  it('is refused in an import only for what no host could serve', async () => {
    expect(await verify({ 'index.html': `${page('a')}<a href="gone.html">x</a>` }, null)).toMatchObject({
      type: 'sound',
    });
    expect(await verify({ 'about.html': page('a') }, null)).toMatchObject({ type: 'refused' });
    expect(await verify({ 'index.html': page('a'), 'x.php': '<?php' }, null)).toMatchObject({ type: 'refused' });
  });

  it('keeps the authors of what it was made from, as far as they are known', async () => {
    const one = { 'index.html': page('a'), 'a.css': 'p{color:red}' };
    const first = await verify(one, null);
    if (first.type !== 'sound' || !first.blame) throw new Error(first.type);
    const origin = { archive: await packTree(treeOf(one)), blame: first.blame };
    const [made, unknown] = [
      await verify({ ...one, 'a.css': 'p{color:blue}' }, one, 'run', [{ ...origin, blame: blameOfOther(first.blame) }]),
      await verify({ ...one, 'a.css': 'p{color:blue}' }, one, 'run', [{ ...origin, blame: null }]),
    ];
    if (made.type !== 'sound' || unknown.type !== 'sound' || !made.blame) throw new Error('it is sound');
    expect(readBlame(made.blame).get('a.css')).toEqual([
      { length: 8, build: 'earlier' },
      { length: 4, build: 'b' },
      { length: 1, build: 'earlier' },
    ]);
    expect(parseManifest(made.manifest).blame).toBe(sha256(made.blame));
    expect([unknown.blame, parseManifest(unknown.manifest).blame]).toEqual([null, null]);
  });

  it('is not judged again when an old version is brought back', async () => {
    expect(await verify({ 'x.php': '<?php' }, { 'index.html': page('a') }, 'skip')).toMatchObject({ type: 'sound' });
  });

  it.each(craftedArchives.map(({ title, code, bytes }) => [title, code, bytes] as const))(
    '[BROKER 11.27] is refused as unsafe: %s',
    async (_title, code, archive) => {
      const verdict = await verifyResult({ archive, source: null, origins: [], checks: 'run', about });
      expect(verdict).toMatchObject({ type: 'unsafe', finding: { rule: code } });
    },
  );
});
