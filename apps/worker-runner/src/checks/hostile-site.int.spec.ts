import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { readFile, readlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { membersOf } from '../spawners/process/process-identity.ts';
import { type Browser, startBrowser } from './browser/browser.ts';
import { type BrowserCage, openBrowserCage } from './browser/browser-cage.ts';
import { type BrowserKeeper, keepBrowser } from './browser/browser-keeper.ts';
import { findChromium } from './browser/chromium.ts';
import { visitPages } from './check-version.ts';
import type { PageReport } from './visit/page-report.ts';

/** Listens on this machine as a broker, an app or a metadata service would, and counts who comes. */
const openTrap = async () => {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const udp = createSocket('udp4').on('message', () => (visits += 1));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    udpPort: udp.address().port,
    visits: () => visits,
    close: async () => {
      udp.close();
      server.close();
      await once(server, 'close');
    },
  };
};
type Trap = Awaited<ReturnType<typeof openTrap>>;

const page = (script: string, body = ''): string =>
  `<!doctype html><html lang="en"><head><title>x</title></head><body><h1>x</h1>${body}<script>${script}</script></body></html>`;

/** Each page tries one way out, or one way to keep whoever looks at it. */
const hostilePages = ({ port, udpPort }: Trap): Readonly<Record<string, string>> => ({
  'index.html': page('', '<p>An honest home page.</p>'),
  'alerts.html': page('alert(1); confirm(2); prompt(3); document.title = "through";'),
  'fetches.html': page(`
    for (const url of ['http://127.0.0.1:${port}/', 'http://localhost:${port}/', 'http://[::1]:${port}/',
      'http://169.254.169.254/latest/meta-data/', 'https://169.254.169.254/', 'https://127.0.0.1:${port}/', 'file:///etc/passwd', 'http://trap.localhost:${port}/'])
      fetch(url, { mode: 'no-cors' }).catch(() => undefined);
    navigator.sendBeacon('http://127.0.0.1:${port}/beacon', 'x');
    new EventSource('http://127.0.0.1:${port}/events');
    const image = new Image(); image.src = 'http://127.0.0.1:${port}/image';`),
  'frames.html': page(
    '',
    `<iframe src="http://127.0.0.1:${port}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
     <link rel="preconnect" href="http://127.0.0.1:${port}"><link rel="prefetch" href="http://127.0.0.1:${port}/p">
     <link rel="dns-prefetch" href="//127.0.0.1:${port}"><object data="http://127.0.0.1:${port}/object"></object>
     <form id="f" action="http://127.0.0.1:${port}/form" method="post"></form><script>f.submit()</script>`,
  ),
  'leaves.html': page(`location.href = 'http://127.0.0.1:${port}/gone';`),
  'refreshes.html': page('', `<meta http-equiv="refresh" content="0; url=http://127.0.0.1:${port}/refreshed">`),
  'sockets.html': page(`
    new WebSocket('ws://127.0.0.1:${port}/');
    const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${udpPort}' },
      { urls: 'turn:127.0.0.1:${port}?transport=tcp', username: 'a', credential: 'b' }] });
    peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    try { new WebTransport('https://127.0.0.1:${udpPort}/').ready.catch(() => undefined); } catch {}`),
  'windows.html': page(`
    window.open('http://127.0.0.1:${port}/window'); window.open('file:///etc/passwd');
    const link = document.createElement('a'); link.href = 'http://127.0.0.1:${port}/tab'; link.target = '_blank'; document.body.append(link); link.click();
    const saved = document.createElement('a'); saved.href = 'data:text/plain,x'; saved.download = 'x.txt'; document.body.append(saved); saved.click();`),
  'workers.html': page(`
    const code = "fetch('http://127.0.0.1:${port}/worker').catch(() => undefined); new WebSocket('ws://127.0.0.1:${port}/w');";
    new Worker(URL.createObjectURL(new Blob([code]))); new Worker('worker.js');
    navigator.serviceWorker.register('/service.js');`),
  'worker.js': `importScripts('http://127.0.0.1:${port}/imported.js');`,
  'service.js': `fetch('http://127.0.0.1:${port}/service');`,
  'loops.html': page('for (;;) {}'),
  'loops-later.html': page('setTimeout(() => { for (;;) {} }, 50);'),
  'reloads.html': page('location.reload();'),
  'shouts.html': page('const much = "x".repeat(1e6); for (;;) console.log(much + Math.random());'),
  'asks.html': page('for (let i = 0; i < 5000; i += 1) fetch("/nothing-" + i);'),
  'swells.html': page('const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()));'),
});

const treeOf = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));

const LIMITS = { pages: 99, pageProcessorMs: 2_500, pageMs: 60_000, wholeMs: 280_000 };
/** Enough for what never ends anyway. */
const SHORT = { ...LIMITS, pageProcessorMs: 1_000 };
/** The ways out that are nothing but network. */
const OUTWARDS = ['fetches', 'sockets'].map((name) => `${name}.html`);
/** What it tries to keep the browser for ever. */
const ENDLESS = ['loops', 'loops-later', 'reloads', 'shouts', 'asks', 'swells'].map((name) => `${name}.html`);

describe('A hostile site in the browser that checks', () => {
  let trap: Trap;
  let cage: BrowserCage;
  beforeAll(async () => {
    trap = await openTrap();
    cage = await openBrowserCage();
  });
  afterAll(() => trap.close());

  const keeperWith = (change: Partial<BrowserCage> = {}): { keeper: BrowserKeeper; browsers: Browser[] } => {
    const found = findChromium(process.env['PAGEWRIGHT_CHROMIUM']);
    if (found.type === 'missing') throw new Error(found.why);
    const browsers: Browser[] = [];
    const keeper = keepBrowser(async () => {
      const options = { program: found.program, cage: { ...cage, ...change }, folderPrefix: 'pagewright-hostile-' };
      const browser = await startBrowser({ ...options, sandbox: true });
      browsers.push(browser);
      return browser;
    }, 1_000);
    return { keeper, browsers };
  };
  const look = (
    keeper: BrowserKeeper,
    files: Readonly<Record<string, string>>,
    paths: readonly string[],
    limits: typeof LIMITS,
  ) => visitPages({ keeper, axe: '', limits, signal: new AbortController().signal }, treeOf(files), paths);

  const lookAtAll = async (change: Partial<BrowserCage>, wanted: (path: string) => boolean, limits = LIMITS) => {
    const { keeper, browsers } = keeperWith(change);
    const files = hostilePages(trap);
    const paths = Object.keys(files).filter((path) => path.endsWith('.html') && wanted(path));
    const pages = await look(keeper, files, paths, limits);
    await keeper[Symbol.asyncDispose]();
    expect(pages.map(({ path }) => path)).toEqual(paths);
    expect(trap.visits()).toBe(0);
    for (const { pid } of browsers) expect(await membersOf(pid)).toEqual([]);
    return (path: string): PageReport => pages.find((each) => each.path === path) ?? expect.unreachable(path);
  };

  it('reaches nothing that listens where the browser has no network', { timeout: 290_000 }, async () => {
    await lookAtAll({ before: atOnce(cage.before) }, (path) => OUTWARDS.includes(path));
  });

  it(
    'reaches nothing where it keeps its network either, and is told apart from honest pages',
    { timeout: 290_000 },
    async () => {
      const before = atOnce(cage.before).slice(cage.before.indexOf('--net') + 1);
      const of = await lookAtAll({ before }, (path) => !ENDLESS.includes(path));
      expect(of('index.html')).toMatchObject({ load: { type: 'loaded' }, errors: [], outside: [], missing: [] });
      expect(of('index.html').shots.map(({ width }) => width)).toEqual([1_280, 390]);
      expect(of('alerts.html')).toMatchObject({ load: { type: 'loaded' }, dialogs: 3 });
      expect(of('fetches.html').outside.map(({ origin }) => origin)).toEqual(
        expect.arrayContaining([`127.0.0.1:${trap.port}`, '169.254.169.254']),
      );
      expect(of('sockets.html').outside.map(({ origin }) => origin)).toContain(`127.0.0.1:${trap.port}`);
      expect(of('leaves.html')).toMatchObject({ load: { type: 'loaded' } });
      expect(of('leaves.html').leavesTo).toBe(`http://127.0.0.1:${trap.port}/gone`);
    },
  );

  it('is cut off where it would never end, and the next page is looked at', { timeout: 290_000 }, async () => {
    const of = await lookAtAll({ before: atOnce(cage.before) }, (path) => ENDLESS.includes(path), SHORT);
    for (const path of ENDLESS) expect([path, of(path).load.type]).toEqual([path, 'cut-off']);
  });

  it('is looked at by an account of its own, after everything else, without a network', async () => {
    const { keeper } = keeperWith();
    const seen = await keeper.use(async ({ pid }) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      return {
        uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
        nice: Number(stat[16]),
        network: await readlink(`/proc/${pid}/ns/net`),
        own: await readlink('/proc/self/ns/net'),
      };
    });
    await keeper[Symbol.asyncDispose]();
    expect(seen.nice).toBe(19);
    if (cage.account) expect(seen.uid).toBe(cage.account.uid);
    if (cage.withoutNetwork) expect(seen.network).not.toBe(seen.own);
  });
});

/** Not after everything else: other specs run at the same time. */
const atOnce = (before: readonly string[]): readonly string[] => {
  const at = before.indexOf('nice');
  return before.toSpliced(at, 3);
};
