import { undoBuild } from '@pagewright/authoring';
import { digestOf, getBytes, parseManifest, unpackArchive } from '@pagewright/artifacts';
import type { BuildId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, HELLO, openBench } from '../../test/support/bench.ts';

const PAGES = { ...HELLO, 'about.html': '<!doctype html><title>About</title><h1>About</h1>\n' };

describe('An undo that had to wait', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const made = async (site: SiteId, title: string): Promise<BuildId> => {
    const build = await bench.request(site, title);
    await bench.event(site, build, 'BuildSucceeded');
    return build;
  };
  const imported = async (): Promise<SiteId> => {
    await bench.runner();
    const site = await bench.site('docs', PAGES);
    await bench.event(site, 'docs-import' as BuildId, 'BuildSucceeded');
    return site;
  };
  /** Asks behind a build that runs, so that the undo takes its turn with a runner. */
  const inTurn = async (site: SiteId, ...undo: [BuildId, Parameters<Bench['undo']>[2]?]): Promise<BuildId> => {
    const slow = await bench.request(site, 'slow');
    await bench.event(site, slow, 'BuildStarted');
    const build = await bench.undo(site, ...undo);
    await bench.cancel(site, slow);
    return build;
  };
  const treeOf = async (site: SiteId, version: number) => {
    const digest = (await bench.state(site)).versions[version - 1]?.artifact.digest ?? '';
    return unpackArchive(await getBytes(bench.artifacts, digestOf(digest)));
  };

  it('brings the parent of the head back byte for byte, without a worker, under the runner’s token', async () => {
    const site = await imported();
    const build = await inTurn(site, await made(site, 'Two'));
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    const [first] = (await bench.state(site)).versions;
    expect(data).toMatchObject({ version: 3, parent: 2, attempt: 1, tree: first?.tree, artifact: first?.artifact });
    expect(data.fencingToken).toBeGreaterThan(0);
    expect(await bench.open(data.summary)).toBe('Undid: The title is Two now.');
    const manifest = parseManifest(await getBytes(bench.artifacts, digestOf(data.manifest.digest)));
    expect(manifest).toMatchObject({ sourceVersion: 2, agent: null, filesChanged: [{ path: 'index.html' }] });

    const again = await inTurn(site, build);
    const redone = await bench.event(site, again, 'BuildSucceeded');
    expect(redone.data.tree).toBe((await bench.state(site)).versions[1]?.tree);
    expect(await bench.open(redone.data.summary)).toBe('Redid: The title is Two now.');
  });

  it('is rejected when a later build changed the same place, and done when it was told what to take', async () => {
    const site = await imported();
    const two = await made(site, 'Two');
    await made(site, 'Three');
    const { data } = await bench.event(site, await inTurn(site, two), 'BuildRejected');
    expect(data.reason).toBe('conflicts');
    const findings: unknown = JSON.parse(
      new TextDecoder().decode(await getBytes(bench.artifacts, digestOf(data.findings.digest))),
    );
    expect(findings).toEqual([{ rule: 'conflict', path: 'index.html', message: 'A later build changed line 1 too.' }]);

    const [before, after, head] = await Promise.all([1, 2, 3].map((version) => treeOf(site, version)));
    if (!before || !after || !head) throw new Error('A version is missing');
    const { conflicts } = undoBuild({ before, after, head });
    const chosen = conflicts.map(({ id }) => ({ conflict: id, take: 'theirs' as const }));
    const done = await bench.event(site, await inTurn(site, two, chosen), 'BuildSucceeded');
    expect(await bench.files(done.data.artifact.digest)).toEqual(PAGES);
  });

  it('is declined when nothing of the build is left', async () => {
    const site = await imported();
    const two = await made(site, 'Two');
    await bench.event(site, await inTurn(site, two), 'BuildSucceeded');
    const { data } = await bench.event(site, await inTurn(site, two), 'BuildDeclined');
    expect(await bench.open(data.message)).toMatch(/^Nothing was changed/);
  });
});
