import { digestOf, getBytes, treeDigest } from '@pagewright/artifacts';
import { openMemoryBroker } from '@pagewright/broker/memory';
import { createAggregates, type Running } from '@pagewright/kernel';
import { CHECK_QUEUE, type CheckReport, type SiteEventOf, type SiteId, type VersionNumber } from '@pagewright/sites';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../../test/support/wait-for.ts';
import { type Bench, catalogue, openBench } from '../../test/support/bench.ts';
import { openSiteBus } from '../builds/site-bus.ts';
import { BrowserUnavailable, startBrowser } from './browser/browser.ts';
import { openBrowserCage } from './browser/browser-cage.ts';
import { type BrowserKeeper, keepBrowser } from './browser/browser-keeper.ts';
import { findChromium } from './browser/chromium.ts';
import { CHECK_LIMITS } from './check-version.ts';
import { startChecks } from './start-checks.ts';

const html = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Docs</title></head><body><h1>Docs</h1>${body}</body></html>`;
const FIRST = {
  'index.html': html('<a href="about.html">About</a><img src="a.svg"><script src="site.js"></script>'),
  'about.html': html('<a href="./">Home</a>'),
  'a.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
  'site.js': 'fetch("missing.json");',
};

const QUEUE = { name: CHECK_QUEUE, ackWaitMs: 30_000, backoffMs: [10, 10, 10, 10], maxAckPending: 4 };

describe('The checks of versions', () => {
  let bench: Bench;
  let running: Running | undefined;
  let browser: BrowserKeeper | undefined;
  beforeEach(async () => {
    const locks = { ttlSeconds: 2, renewMs: 500 };
    bench = await openBench(openMemoryBroker({ catalogue, locks, queues: [QUEUE] }));
  });
  afterEach(async () => {
    await running?.gracefulShutdown();
    await browser?.[Symbol.asyncDispose]();
    running = undefined;
    await bench[Symbol.asyncDispose]();
  });

  const chromium = async (): Promise<BrowserKeeper> => {
    const found = findChromium(process.env['PAGEWRIGHT_CHROMIUM']);
    if (found.type === 'missing') throw new Error(found.why);
    const cage = await openBrowserCage();
    const options = { program: found.program, cage, folderPrefix: 'pagewright-checks-spec-', sandbox: true };
    return keepBrowser(() => startBrowser(options), 1_000);
  };
  const start = async (keeper: BrowserKeeper): Promise<void> => {
    browser = keeper;
    const aggregates = createAggregates(bench.broker.events);
    const { commands } = await openSiteBus(aggregates);
    const parts = { work: bench.broker.work, aggregates, commands, artifacts: bench.artifacts, keeper };
    running = await startChecks({
      ...parts,
      runnerId: 'runner-checks',
      axe: axe.source,
      limits: CHECK_LIMITS,
      observe: () => undefined,
    });
    await running.ready;
  };
  const ask = (site: SiteId, version: number, run = 1) =>
    bench.broker.work.put({ queue: CHECK_QUEUE, id: `${site}-${version}-${run}`, body: { site, version, run } });
  const checks = async (site: SiteId) => (await bench.log(site)).filter(({ type }) => type === 'VersionChecked');
  const said = (site: SiteId, count = 1): Promise<SiteEventOf<'VersionChecked'>['data']> =>
    waitFor(async () => (await checks(site))[count - 1]?.data as SiteEventOf<'VersionChecked'>['data'] | undefined, {
      timeout: 120_000,
      what: `check ${count} of ${site}`,
    });
  const imported = async (name: string): Promise<SiteId> => {
    await using _runner = await bench.runner();
    const site = await bench.site(name, FIRST);
    await bench.event(site, `${name}-import` as never, 'BuildSucceeded');
    return site;
  };

  it('say what was seen, with the report and the pictures stored before', { timeout: 180_000 }, async () => {
    const site = await imported('seen');
    await start(await chromium());
    await ask(site, 1);
    const check = await said(site);
    const tree = new Map(Object.entries(FIRST).map(([path, text]) => [path, new TextEncoder().encode(text)]));
    expect(check).toMatchObject({ version: 1, run: 1, state: 'warned', reason: null, digest: treeDigest(tree) });
    const report = JSON.parse(await textOf(check.checks?.digest)) as CheckReport;
    expect(report.findings.map(({ page, rule }) => `${page} ${rule}`)).toEqual([
      'index.html missing-file',
      'index.html image-alt',
    ]);
    expect(check.checks?.count).toBe(2);
    expect(check.screenshots.map(({ path, width }) => `${path} ${width}`)).toEqual([
      'index.html 1280',
      'index.html 390',
      'about.html 1280',
      'about.html 390',
    ]);
    for (const { digest } of [...check.screenshots.map(({ blob }) => blob), check.thumbnail ?? expect.unreachable()])
      expect(new TextDecoder('latin1').decode((await bytesOf(digest)).subarray(8, 12))).toBe('WEBP');
  });

  it('are recorded once however often they are asked for, and again when another run is asked for', async () => {
    const site = await imported('once');
    await start(keepBrowser(() => Promise.reject(new BrowserUnavailable('No Chromium was found.')), 1_000));
    await ask(site, 1);
    await said(site);
    await ask(site, 1);
    await ask(site, 1, 2);
    expect(await said(site, 2)).toMatchObject({ run: 2 });
    expect(await checks(site)).toHaveLength(2);
  });

  it('say that there is no browser, and why, instead of leaving the version waiting', async () => {
    const site = await imported('none');
    const missing = findChromium('/nowhere/chromium');
    if (missing.type === 'found') return expect.unreachable();
    await start(keepBrowser(() => Promise.reject(new BrowserUnavailable(missing.why)), 1_000));
    await ask(site, 1);
    expect(await said(site)).toMatchObject({
      state: 'unavailable',
      reason: 'PAGEWRIGHT_CHROMIUM names /nowhere/chromium, which is no program that can be started.',
      checks: null,
      thumbnail: null,
    });
    expect(findChromium(undefined, [])).toMatchObject({ why: expect.stringContaining('apt-get install chromium') });
  });

  it('leave versions alone that there are not, and put aside what is no work of theirs', async () => {
    const site = await imported('odd');
    await start(keepBrowser(() => Promise.reject(new BrowserUnavailable('No Chromium was found.')), 1_000));
    await ask(site, 7);
    await bench.broker.work.put({ queue: CHECK_QUEUE, id: 'nonsense', body: { site: 'a b' } });
    await waitFor(async () => (await bench.broker.work.deadLetters.list(CHECK_QUEUE)).length === 1, {
      what: 'a letter',
    });
    await ask(site, 1);
    expect(await said(site)).toMatchObject({ version: 1 as VersionNumber });
    expect(await checks(site)).toHaveLength(1);
  });

  const bytesOf = (digest: string): Promise<Uint8Array> => getBytes(bench.artifacts, digestOf(digest));
  const textOf = async (digest = ''): Promise<string> => new TextDecoder().decode(await bytesOf(digest));
});
