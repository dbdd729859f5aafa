import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactStore, packTree, putBytes } from '@pagewright/artifacts';
import { memoryArtifactStore } from '@pagewright/artifacts/memory';
import { type EventId, HistoryLost, position } from '@pagewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeVersion, pagesOf, treeOf } from '../../../../test/support/hosted-versions.ts';
import { httpGet } from '../../../../test/support/http-get.ts';
import { createSiteLog, type SiteLog } from '../../../../test/support/site-log.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';
import type { DeploymentReport } from '../../src/index.ts';
import type { SwitchNote } from '../../src/reconciler/index.ts';
import {
  type AnswerNote,
  createEmbeddedHost,
  type Hosting,
  type HostingOptions,
  SitesPortTaken,
  startHosting,
} from './index.ts';
import { listen } from './sites-server.ts';

const KEY = 'abcdefghijklmnop';
const LIVE = 'docs.localhost';
const PREVIEW = `preview--${KEY}.localhost`;

describe('Hosting that follows the log', () => {
  let folder: TemporaryFolder;
  let artifacts: ArtifactStore;
  let sites: SiteLog;
  let hosting: Hosting | undefined;

  beforeEach(async () => {
    folder = await temporaryFolder('hosting');
    artifacts = memoryArtifactStore();
    sites = createSiteLog(artifacts);
  });
  afterEach(async () => {
    await hosting?.gracefulShutdown();
    hosting = undefined;
    await folder[Symbol.asyncDispose]();
  });

  const root = (): string => join(folder.path, 'sites');
  const start = async (changes: Partial<HostingOptions> = {}): Promise<Hosting> => {
    hosting = await startHosting({
      feed: sites.feed,
      artifacts,
      root: root(),
      listen: { host: '127.0.0.1', port: 0 },
      sitesDomain: 'localhost',
      appOrigin: 'http://app.localhost:4400',
      markPage: () => undefined,
      hostName: 'embedded',
      report: sites.report,
      eventAt: async (at) => sites.log.at(at)?.meta.id,
      firstPauseMs: 5,
      longestPauseMs: 50,
      ...changes,
    });
    return hosting;
  };
  const converge = async (changes: Partial<HostingOptions> = {}): Promise<void> => {
    const started = await start(changes);
    await started.ready;
  };
  const get = (host: string, path = '/') => httpGet({ port: hosting?.port ?? 0, host, path });
  const title = async (host: string): Promise<string> => {
    const { status, text } = await get(host);
    return /<title>(.*)<\/title>/.exec(text)?.[1] ?? String(status);
  };
  const shows = (host: string, wanted: string) =>
    waitFor(async () => (await title(host)) === wanted, { what: `${host} to show ${wanted}` });
  const words = (site = 'docs') =>
    sites.deployments(site).map(({ type, data }) => `${type} ${data.target} ${data.version}`);
  const positionsSaid = () => sites.deployments('docs').map(({ data }) => data.position);
  const said = (count: number) => waitFor(() => words().length >= count, { what: `${count} words in the log` });

  it('lays down what the log shows, and says so once', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    const [, built, promoted] = sites.log.ofStream('site.docs').map(({ meta }) => meta.position);
    await converge();
    expect(await title(LIVE)).toBe('Version 1');
    expect(await title(PREVIEW)).toBe('Version 1');
    expect(words().toSorted()).toEqual(['VersionDeployed live 1', 'VersionDeployed preview 1']);
    expect(new Set(positionsSaid())).toEqual(new Set([built, promoted]));
    expect(sites.deployments('docs')[0]?.data).toMatchObject({ host: 'embedded', digest: one.digest });
  });

  it('follows builds, promotes and a roll back, each as a switch of its own', async () => {
    await converge();
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await shows(PREVIEW, 'Version 1');
    await sites.promote('docs', one);
    await shows(LIVE, 'Version 1');
    const two = await sites.build('docs', 2, pagesOf(2));
    await shows(PREVIEW, 'Version 2');
    expect(await title(LIVE)).toBe('Version 1');
    await sites.promote('docs', two);
    await shows(LIVE, 'Version 2');
    const back = await sites.promote('docs', one);
    await shows(LIVE, 'Version 1');
    await said(5);
    expect(words().at(-1)).toBe('VersionDeployed live 1');
    expect(positionsSaid().at(-1)).toBe(back);
  });

  it('tells whoever listens of every switch with its cause, and of every answer with its bytes', async () => {
    const [switches, answers]: [SwitchNote[], AnswerNote[]] = [[], []];
    await converge({ onSwitch: (note) => switches.push(note), onAnswer: (note) => answers.push(note) });
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await shows(LIVE, 'Version 1');
    const switched = () => switches.filter(({ outcome }) => outcome === 'switched');
    await waitFor(() => switched().length === 2, { what: 'both switches' });
    const [, built, promoted] = sites.log.ofStream('site.docs').map(({ meta }) => meta);
    expect(switched().toSorted((one, two) => two.target.localeCompare(one.target))).toMatchObject([
      { site: 'docs', target: 'preview', version: 1, cause: { causationId: built?.id } },
      { site: 'docs', target: 'live', version: 1, cause: { causationId: promoted?.id } },
    ]);
    answers.length = 0;
    const { body } = await httpGet({ port: hosting?.port ?? 0, host: LIVE, headers: { accept: 'text/html' } });
    await get(LIVE, '/nothing.css');
    await get('never.localhost');
    await waitFor(() => answers.length === 3, { what: 'the notes' });
    expect(answers).toMatchObject([
      { origin: 'live', site: 'docs', status: 200, page: true },
      { origin: 'live', site: 'docs', status: 404, page: false },
      { origin: 'none', site: undefined, status: 421, page: false },
    ]);
    expect(answers[0]?.bytes).toBeGreaterThan(body.length);
    expect(answers[0]?.bytes).toBeLessThan(body.length + 2_000);
  });

  it('says nothing new after a restart at which nothing changed', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await converge();
    const before = words();
    await hosting?.gracefulShutdown();
    await converge();
    expect(words()).toEqual(before);
    expect(await title(LIVE)).toBe('Version 1');
  });

  it('converges by itself after it was down, for changes, deletions and new sites', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.create('old', 'old.localhost', 'oldoldoldoldoldo');
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await sites.promote('old', await sites.build('old', 1, pagesOf(7)));
    await converge();
    await hosting?.forcefulShutdown();
    await sites.promote('docs', await sites.build('docs', 2, pagesOf(2)));
    await sites.say('old', 'SiteDeleted');
    await sites.create('new', 'new.localhost', 'newnewnewnewnewn');
    await sites.promote('new', await sites.build('new', 1, pagesOf(5)));
    await converge();
    expect(await title(LIVE)).toBe('Version 2');
    expect(await title('new.localhost')).toBe('Version 5');
    expect((await get('old.localhost')).status).toBe(421);
    expect((await readdir(root())).filter((name) => !name.startsWith('.')).toSorted()).toEqual(['docs', 'new']);
  });

  it('serves what it had while it cannot read the log yet', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await converge();
    await hosting?.gracefulShutdown();
    const away = Promise.withResolvers<void>();
    const subscribe: typeof sites.feed.subscribe = async function* (options) {
      await away.promise;
      yield* sites.feed.subscribe(options);
    };
    const started = await start({ feed: { ...sites.feed, subscribe } });
    expect(await title(LIVE)).toBe('Version 1');
    const version = await get(`v1--${KEY}.localhost`);
    expect([version.status, version.headers['retry-after']]).toEqual([503, '1']);
    away.resolve();
    await started.ready;
    expect(await title(`v1--${KEY}.localhost`)).toBe('Version 1');
  });

  it('says again after a restart what did not get into the log before', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.build('docs', 1, pagesOf(1));
    await converge({ report: () => Promise.reject(new Error('no broker')) });
    expect(await title(PREVIEW)).toBe('Version 1');
    expect(words()).toEqual([]);
    await hosting?.gracefulShutdown();
    await converge();
    expect(words()).toEqual(['VersionDeployed preview 1']);
  });

  it('repeats a report that got no answer to the letter', async () => {
    const tries: DeploymentReport[] = [];
    await sites.create('docs', LIVE, KEY);
    await sites.build('docs', 1, pagesOf(1));
    await start({
      report: async (report, cause) => {
        tries.push(report);
        if (tries.length < 4) throw new Error('no answer');
        await sites.report(report, cause);
      },
    });
    await said(1);
    expect(tries).toHaveLength(4);
    expect(new Set(tries.map((report) => JSON.stringify(report))).size).toBe(1);
  });

  it('says why a version cannot be served, goes on serving the old one, and recovers by itself', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await converge();
    const two = await sites.build('docs', 2, pagesOf(2));
    await shows(PREVIEW, 'Version 2');
    await rm(join(root(), 'docs', `2-${two.digest}`), { recursive: true });
    const archive = await packTree(treeOf(pagesOf(2)));
    await artifacts.delete(two.artifact);
    const three = await sites.build('docs', 3, pagesOf(3));
    await artifacts.delete(three.artifact);
    const promoted = await sites.promote('docs', three);
    await waitFor(() => words().includes('DeploymentFailed live 3'), {
      what: 'the failure in the log',
    });
    const failures = () =>
      sites.deployments('docs').filter(({ type, data }) => type === 'DeploymentFailed' && data.target === 'live');
    expect(failures()[0]?.data).toMatchObject({
      version: 3,
      position: promoted,
      reason: expect.stringContaining(three.artifact),
    });
    expect(await title(LIVE)).toBe('Version 1');
    await putBytes(artifacts, archive);
    await putBytes(artifacts, await packTree(treeOf(pagesOf(3))));
    await shows(LIVE, 'Version 3');
    await waitFor(() => words().includes('VersionDeployed live 3'), {
      what: 'the recovery in the log',
    });
    expect(failures()).toHaveLength(1);
  });

  it('says that an archive with another tree than the log names is not served', async () => {
    await sites.create('docs', LIVE, KEY);
    const other = await packTree(treeOf({ 'index.html': 'other' }));
    const { digest } = await putBytes(artifacts, other);
    const get = artifacts.get.bind(artifacts);
    await sites.build('docs', 1, pagesOf(1));
    await converge({ artifacts: { ...artifacts, get: () => get(digest) } });
    expect(words()).toEqual(['DeploymentFailed preview 1']);
    expect((await get(digest)).size).toBe(other.length);
    expect((await httpGet({ port: hosting?.port ?? 0, host: PREVIEW })).status).toBe(404);
  });

  it('waits with a fault that may pass until it has come three times', async () => {
    let faults = 2;
    const flaky: ArtifactStore = {
      ...artifacts,
      get: (digest) => (faults-- > 0 ? Promise.reject(new Error('store away')) : artifacts.get(digest)),
    };
    await sites.create('docs', LIVE, KEY);
    await sites.build('docs', 1, pagesOf(1));
    await start({ artifacts: flaky });
    await said(1);
    expect(words()).toEqual(['VersionDeployed preview 1']);
    faults = 3;
    await sites.build('docs', 2, pagesOf(2));
    await said(3);
    expect(words().slice(1)).toEqual(['DeploymentFailed preview 2', 'VersionDeployed preview 2']);
  });

  it('lets a site that cannot be served hold up no other', async () => {
    await sites.create('bad', 'bad.localhost', 'badbadbadbadbadb');
    const bad = await sites.build('bad', 1, pagesOf(1));
    await artifacts.delete(bad.artifact);
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(2)));
    await converge();
    expect(await title(LIVE)).toBe('Version 2');
    await sites.promote('docs', await sites.build('docs', 2, pagesOf(3)));
    await shows(LIVE, 'Version 3');
  });

  it('lays down anew what was damaged or removed on its disk, and never serves it', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    await converge();
    await hosting?.gracefulShutdown();
    const release = join(root(), 'docs', `1-${one.digest}`);
    await writeFile(join(release, 'index.html'), '<title>Forged</title>');
    await converge();
    expect(await title(LIVE)).toBe('Version 1');
    await hosting?.gracefulShutdown();
    await rm(release, { recursive: true });
    await converge();
    expect(await readdir(release)).toContain('index.html');
    expect(await title(LIVE)).toBe('Version 1');
    await rm(release, { recursive: true });
    expect((await get(LIVE, '/about')).text).toContain('About 1');
  });

  it('never sends bytes that were changed under it', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    await converge();
    expect(await title(LIVE)).toBe('Version 1');
    const about = pagesOf(1)['about.html'] ?? '';
    await writeFile(join(root(), 'docs', `1-${one.digest}`, 'about.html'), about.replace('About', 'Forge'));
    expect((await get(LIVE, '/about.html')).text).toBe(about);
  });

  it('skips what another process on its folder has gone beyond, and shows that instead', async () => {
    const [one, two] = [await makeVersion(artifacts, 1, pagesOf(1)), await makeVersion(artifacts, 2, pagesOf(2))];
    const versions = new Map([one, two].map((version) => [version.version, version]));
    const open = async () => {
      const { host, handle } = await createEmbeddedHost({
        root: root(),
        artifacts,
        sitesDomain: 'localhost',
        appOrigin: [],
        markPage: () => undefined,
        hostName: 'embedded',
        log: () => undefined,
      });
      await host.place({ site: 'docs', fqdn: LIVE, key: KEY, serving: 'enabled', versions });
      return { host, handle };
    };
    const [first, second] = [await open(), await open()];
    const server = await listen({ host: '127.0.0.1', port: 0 }, first.handle);
    try {
      await second.host.apply({ site: 'docs', target: 'live', position: 20, ...two });
      expect(await first.host.apply({ site: 'docs', target: 'live', position: 15, ...one })).toBe('stale');
      expect((await httpGet({ port: server.port, host: LIVE })).text).toContain('Version 2');
    } finally {
      await server.drop();
    }
  });

  it('follows no link that somebody puts into its folders', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    await converge({ largestHeldBytes: 10 });
    expect(await title(LIVE)).toBe('Version 1');
    const release = join(root(), 'docs', `1-${one.digest}`);
    const outside = join(folder.path, 'outside');
    await mkdir(outside);
    const secret = 'x'.repeat(pagesOf(1)['css/site.css']?.length ?? 0);
    await writeFile(join(outside, 'site.css'), secret);
    await rm(join(release, 'css'), { recursive: true });
    await symlink(outside, join(release, 'css'));
    expect((await get(LIVE, '/css/site.css')).text).toBe(pagesOf(1)['css/site.css']);
    await rm(join(release, 'about.html'));
    await symlink(join(outside, 'site.css'), join(release, 'about.html'));
    expect((await get(LIVE, '/about.html')).text).toBe(pagesOf(1)['about.html']);
    await rename(release, join(outside, 'release'));
    await writeFile(join(outside, 'release', 'css', 'site.css'), secret);
    await symlink(join(outside, 'release'), release);
    expect((await get(LIVE, '/css/site.css')).text).toBe(pagesOf(1)['css/site.css']);
    expect(await readFile(join(outside, 'release', 'css', 'site.css'), 'utf8')).toBe(secret);
  });

  it('keeps the last ten releases that nothing shows', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    await converge({ keptReleases: 3, previousFor: 0 });
    for (let version = 2; version <= 8; version += 1) {
      await sites.build('docs', version, pagesOf(version));
      await shows(PREVIEW, `Version ${version}`);
    }
    await said(9);
    const kept = async () =>
      (await readdir(join(root(), 'docs'))).flatMap((name) => /^([0-9]+)-/.exec(name)?.[1] ?? []);
    await waitFor(async () => (await kept()).toSorted().join() === '1,5,6,7,8', { what: 'old releases to go' });
    expect(await title(LIVE)).toBe('Version 1');
    expect(await title(`v2--${KEY}.localhost`)).toBe('Version 2');
    await waitFor(async () => (await kept()).toSorted().join() === '1,2,6,7,8', { what: 'the oldest to go' });
  });

  it('removes the files of a version that was deleted, and answers that it was', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.build('docs', 2, pagesOf(2));
    await converge();
    const address = `v1--${KEY}.localhost`;
    expect(await title(address)).toBe('Version 1');
    await sites.remove('docs', one);
    await waitFor(async () => (await get(address)).status === 410, { what: 'the version to be gone' });
    await waitFor(async () => !(await readdir(join(root(), 'docs'))).some((name) => name.startsWith('1-')), {
      what: 'its files to go',
    });
    expect(await title(PREVIEW)).toBe('Version 2');
  });

  it('removes what a write that was cut off has left', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.build('docs', 1, pagesOf(1));
    await mkdir(join(root(), 'docs', '.unfinished-1', 'css'), { recursive: true });
    await converge();
    expect(await readdir(join(root(), 'docs'))).not.toContain('.unfinished-1');
  });

  it('goes on from what it had read of the log, checked against the log', async () => {
    await sites.create('docs', LIVE, KEY);
    const one = await sites.build('docs', 1, pagesOf(1));
    await sites.promote('docs', one);
    await converge();
    await said(2);
    await hosting?.gracefulShutdown();
    await sites.promote('docs', await sites.build('docs', 2, pagesOf(2)));
    const asked: number[] = [];
    const feed: HostingOptions['feed'] = {
      ...sites.feed,
      subscribe: (options) => {
        asked.push(options.after);
        return sites.feed.subscribe(options);
      },
    };
    await converge({ feed });
    expect(asked[0]).toBeGreaterThan(0);
    await said(4);
    expect(words().filter((word) => word.endsWith(' 1'))).toHaveLength(2);
    expect(await title(LIVE)).toBe('Version 2');
    expect(await title(`v1--${KEY}.localhost`)).toBe('Version 1');
    await hosting?.gracefulShutdown();
    // The same place in another log holds another event.
    await converge({ feed, eventAt: async () => 'somebody:0' as EventId });
    expect(asked.at(-1)).toBe(0);
    await hosting?.gracefulShutdown();
    await converge({ feed, eventAt: () => Promise.reject(new Error('no answer')) });
    expect(asked.at(-1)).toBe(0);
    await hosting?.gracefulShutdown();
    await writeFile(join(root(), '.fold.json'), '{"cut sh');
    await converge({ feed });
    expect(asked.at(-1)).toBe(0);
    expect(await title(LIVE)).toBe('Version 2');
  });

  it('stops following when the log is older than what is on its disk, and says so', async () => {
    await sites.create('docs', LIVE, KEY);
    await sites.promote('docs', await sites.build('docs', 1, pagesOf(1)));
    await converge();
    await hosting?.gracefulShutdown();
    sites.log.truncate(position(1));
    await start();
    await expect(hosting?.finished).rejects.toThrow(HistoryLost);
    await expect(hosting?.ready).rejects.toThrow(/Host embedded/);
    expect(await title(LIVE)).toBe('Version 1');
  });

  it('finishes the answers that it has begun before it ends', async () => {
    await sites.create('docs', LIVE, KEY);
    const large = 'x'.repeat(5_000_000);
    await sites.promote('docs', await sites.build('docs', 1, { ...pagesOf(1), 'large.bin': large }));
    await converge();
    const downloads = Array.from({ length: 5 }, () => get(LIVE, '/large.bin'));
    await get(LIVE);
    const stopping = hosting?.gracefulShutdown();
    for (const download of downloads) expect((await download).body).toHaveLength(large.length);
    await stopping;
    await expect(get(LIVE)).rejects.toThrow();
  });

  it('names the variable when its port is taken', async () => {
    const { port } = await start();
    const second = startHosting({
      feed: sites.feed,
      artifacts,
      root: join(folder.path, 'second'),
      listen: { host: '127.0.0.1', port },
      sitesDomain: 'localhost',
      appOrigin: 'http://app.localhost:4400',
      markPage: () => undefined,
      hostName: 'second',
      report: sites.report,
      eventAt: async () => undefined,
    });
    await expect(second).rejects.toThrow(SitesPortTaken);
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
    await expect(second).rejects.toThrow('PAGEWRIGHT_SITES_PORT');
  });
});
