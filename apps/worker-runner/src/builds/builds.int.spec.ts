import { craftedArchives } from '@pagewright/artifacts/testing';
import { digestOf, getBytes, parseManifest, treeDigest, unpackArchive } from '@pagewright/artifacts';
import type { BuildId, SiteId } from '@pagewright/sites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, HELLO, openBench, pack } from '../../test/support/bench.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';

describe('Builds', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const imported = async (name: string, files?: Readonly<Record<string, string>>): Promise<SiteId> => {
    const site = await bench.site(name, files);
    await bench.event(site, `${name}-import` as BuildId, 'BuildSucceeded');
    return site;
  };
  const findingsOf = async (digest: string) =>
    JSON.parse(new TextDecoder().decode(await getBytes(bench.artifacts, digestOf(digest)))) as { rule: string }[];

  it('turns an upload into version 1 and a request into version 2, with everything that the events name stored', async () => {
    await bench.runner();
    const site = await imported('docs', { 'index.html': '<title>Old</title>\n<p>x\n', 'a.css': 'p{}' });
    const build = await bench.request(site, 'Welcome');
    const { data, meta } = await bench.event(site, build, 'BuildSucceeded');

    expect(data).toMatchObject({ version: 2, parent: 1, attempt: 1 });
    // Line by line against the version before: both lines of the homepage are other ones.
    expect(data.counts).toMatchObject({ files: 2, created: 0, modified: 1, deleted: 0, added: 1, removed: 2 });
    expect(await bench.open(data.summary)).toBe('The title is Welcome now.');
    expect(data.summary.sealed).not.toContain('Welcome');
    expect(meta.actor).toMatch(/^runner:/);

    expect(await bench.files(data.artifact.digest)).toEqual({
      'index.html': '<!doctype html><title>Welcome</title><h1>Welcome</h1>\n',
      'a.css': 'p{}',
    });
    const archive = await getBytes(bench.artifacts, digestOf(data.artifact.digest));
    expect(treeDigest(await unpackArchive(archive))).toBe(data.tree);
    const manifest = parseManifest(await getBytes(bench.artifacts, digestOf(data.manifest.digest)));
    expect(manifest).toMatchObject({
      siteId: site,
      buildId: build,
      sourceVersion: 1,
      fencingToken: data.fencingToken,
      filesChanged: [{ path: 'index.html', change: 'modified' }],
      checks: [{ name: 'static', passed: true, findings: [] }],
      agent: { name: 'ways', steps: 1 },
    });
    expect(treeDigest(manifest.files)).toBe(data.tree);

    const parts = await bench.blob(data.activity?.digest ?? '');
    expect(parts).toHaveLength(data.activity?.count ?? -1);
    expect(parts.map(({ part }) => part)).toContainEqual({ kind: 'text', text: 'I do: Welcome' });
    const steps = parts.flatMap(({ part }) =>
      (part as { step?: string }).step ? [(part as { step: string }).step] : [],
    );
    expect([...new Set(steps)]).toEqual(['fetching', 'unpacking', 'executing', 'checking', 'packing', 'uploading']);
    expect(parts.every(({ attempt }) => attempt === 1)).toBe(true);
  });

  it('lets the builtin agent change a real page and says what it did', async () => {
    await bench.runner();
    const site = await imported('docs', { 'index.html': '<!doctype html><title>Old</title><h1>Old</h1><p>Text</p>\n' });
    const build = await bench.request(site, 'Change the homepage title to Welcome', 'builtin');
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    expect((await bench.files(data.artifact.digest))['index.html']).toContain('<title>Welcome</title>');
    const parts = await bench.blob(data.activity?.digest ?? '');
    expect(parts.map(({ part }) => part)).toContainEqual(
      expect.objectContaining({ kind: 'step', path: 'index.html', verb: 'Changed' }),
    );
    const vague = await bench.request(site, 'Make me rich', 'builtin');
    const declined = await bench.event(site, vague, 'BuildDeclined');
    expect(await bench.open(declined.data.message)).toContain('Nothing was changed');
  });

  it('runs the builds of one site one after the other in the order they were asked for', async () => {
    const site = await bench.site('docs');
    const builds = [
      await bench.request(site, 'One'),
      await bench.request(site, 'Two'),
      await bench.request(site, 'Three'),
    ];
    await bench.runner();
    await bench.event(site, builds[2] as BuildId, 'BuildSucceeded');
    const log = await bench.log(site);
    const story = log
      .filter(({ type }) => type === 'BuildStarted' || type === 'BuildSucceeded')
      .map(({ data }) => 'build' in data && data.build);
    expect(story).toEqual(['docs-import', ...builds].flatMap((build) => [build, build]));
    expect((await bench.state(site)).versions).toHaveLength(4);
    await waitFor(async () => (await bench.broker.work.depth('build')) === 0, { what: 'all work to be done' });
  });

  it('builds different sites at the same time', async () => {
    await bench.runner({ concurrency: 2 });
    const [one, two] = [await imported('one'), await imported('two')];
    const [first, second] = [await bench.request(one, 'slow'), await bench.request(two, 'slow')];
    await bench.event(one, first, 'BuildStarted');
    await bench.event(two, second, 'BuildStarted');
    expect((await bench.state(one)).running?.build).toBe(first);
    expect((await bench.state(two)).running?.build).toBe(second);
  });

  it('starts a site at once while another has many builds waiting and there are two slots', async () => {
    const busy = await bench.site('busy');
    for (let count = 0; count < 12; count += 1) await bench.request(busy, `Title ${count}`);
    await bench.runner({ concurrency: 2 });
    await bench.event(busy, 'busy-import' as BuildId, 'BuildStarted');
    const asked = performance.now();
    const other = await bench.site('other');
    await bench.event(other, 'other-import' as BuildId, 'BuildStarted');
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect((await bench.state(busy)).waiting.length).toBeGreaterThan(0);
  });

  it('ends a build that the agent declines, and one whose result is the same as before, without a version', async () => {
    await bench.runner();
    const site = await imported('docs');
    const declined = await bench.event(site, await bench.request(site, 'decline'), 'BuildDeclined');
    expect(await bench.open(declined.data.message)).toBe('I cannot do that.');
    expect(await bench.open(declined.data.suggestions[0] ?? null)).toBe('Change the title');
    const idle = await bench.event(site, await bench.request(site, 'idle'), 'BuildDeclined');
    expect(await bench.open(idle.data.message)).toContain('Nothing was changed');
    expect((await bench.state(site)).versions).toHaveLength(1);
  });

  it('rejects a result that the static checks refuse, without another attempt', async () => {
    await bench.runner();
    const site = await imported('docs');
    const build = await bench.request(site, 'spoil');
    const { data } = await bench.event(site, build, 'BuildRejected');
    expect(data).toMatchObject({ reason: 'checks', attempt: 1, findings: { count: 1 } });
    expect(await findingsOf(data.findings.digest)).toMatchObject([{ rule: 'server-side-code' }]);
    expect((await bench.state(site)).versions).toHaveLength(1);
  });

  it('fails a build whose agent breaks or does not exist here, and goes on with the next', async () => {
    await bench.runner();
    const site = await imported('docs');
    const [broken, unknown, fine] = [
      await bench.request(site, 'break'),
      await bench.request(site, 'x', 'nobody'),
      await bench.request(site, 'Fine'),
    ];
    const failed = await bench.event(site, broken, 'BuildFailed');
    expect(failed.data).toMatchObject({ reason: 'agent', attempt: 1 });
    expect(await bench.open(failed.data.message)).toContain('out of ideas');
    const nobody = await bench.event(site, unknown, 'BuildFailed');
    expect(await bench.open(nobody.data.message)).toContain('no agent named "nobody"');
    await bench.event(site, fine, 'BuildSucceeded');
  });

  it('[BROKER 11.27] refuses an upload that is not safe to unpack', async () => {
    await bench.runner();
    const wanted = ['path-escapes', 'link', 'duplicate-name', 'not-a-tar-gz'];
    const chosen = wanted.map((code) => craftedArchives.find((crafted) => crafted.code === code));
    for (const [index, crafted] of chosen.entries()) {
      const site = await bench.siteFrom(`bad-${index}`, crafted?.bytes ?? new Uint8Array());
      const { data } = await bench.event(site, `${site}-import` as BuildId, 'BuildRejected');
      expect(data.reason).toBe('unsafe-archive');
      expect(await findingsOf(data.findings.digest)).toMatchObject([{ rule: crafted?.code }]);
      expect((await bench.state(site)).versions).toEqual([]);
    }
  });

  it('takes an import with broken links, and refuses one without a page to begin at', async () => {
    await bench.runner();
    await imported('links', { 'index.html': '<title>x</title><a href="gone.html">gone</a>' });
    const site = await bench.siteFrom('empty', await pack({ 'about.html': '<title>x</title>', 'a/b.txt': 'b' }));
    const { data } = await bench.event(site, 'empty-import' as BuildId, 'BuildRejected');
    expect(await findingsOf(data.findings.digest)).toMatchObject([{ rule: 'entry-page' }]);
  });

  it('finishes a restore that had to wait, without a worker, with the very files of then', async () => {
    await bench.runner();
    const site = await imported('docs');
    await bench.event(site, await bench.request(site, 'Two'), 'BuildSucceeded');
    const slow = await bench.request(site, 'slow');
    await bench.event(site, slow, 'BuildStarted');
    const restore = await bench.restore(site, 1);
    await bench.cancel(site, slow);
    const { data } = await bench.event(site, restore, 'BuildSucceeded');
    const [first] = (await bench.state(site)).versions;
    expect(data).toMatchObject({ version: 3, tree: first?.tree, artifact: first?.artifact, attempt: 1 });
    expect(data.counts).toMatchObject({ files: 1, modified: 1 });
    expect(await bench.files(data.artifact.digest)).toEqual(HELLO);
    const manifest = parseManifest(await getBytes(bench.artifacts, digestOf(data.manifest.digest)));
    expect(manifest).toMatchObject({ sourceVersion: 2, agent: null, checks: [] });
  });

  it('fails a build whose source is not in the store any more', async () => {
    await bench.runner();
    const site = await imported('docs');
    const [first] = (await bench.state(site)).versions;
    await bench.artifacts.delete(digestOf(first?.artifact.digest ?? ''));
    const { data } = await bench.event(site, await bench.request(site, 'Two'), 'BuildFailed');
    expect(data.reason).toBe('source-missing');
  });

  it('asks, lets later builds go on, and goes on with the answer before all that wait', async () => {
    await bench.runner();
    const site = await imported('docs');
    const build = await bench.request(site, 'ask');
    const later = await bench.request(site, 'Later');
    const asked = await bench.event(site, build, 'BuildClarificationAsked');
    expect(await bench.open(asked.data.question)).toBe('Which title?');
    expect(await Promise.all(asked.data.choices.map((choice) => bench.open(choice)))).toEqual(['One', 'Two']);
    await bench.event(site, later, 'BuildSucceeded');

    await bench.answer(site, build, 'Two');
    const { data } = await bench.event(site, build, 'BuildSucceeded');
    expect(data).toMatchObject({ version: 3, attempt: 2 });
    expect((await bench.files(data.artifact.digest))['index.html']).toContain('<title>Two</title>');
    // What the first attempt showed lies in the blob of the question, and only there.
    const parts = await bench.blob(data.activity?.digest ?? '');
    expect(new Set(parts.map(({ attempt }) => attempt))).toEqual(new Set([2]));
    expect(asked.data.activity?.count).toBeGreaterThan(0);
  });

  it('keeps the order of what an agent says, however much it is', async () => {
    await bench.runner();
    const site = await imported('docs');
    const { data } = await bench.event(site, await bench.request(site, 'chat'), 'BuildSucceeded');
    const parts = await bench.blob(data.activity?.digest ?? '');
    const lines = parts.map(({ part }) => (part as { text: string }).text).filter((text) => text.startsWith('line '));
    expect(lines).toEqual(Array.from({ length: 300 }, (_, index) => `line ${index + 1}`));
  });
});
