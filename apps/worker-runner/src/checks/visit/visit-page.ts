import type { FileTree } from '@pagewright/kernel/file-tree';
import { z } from 'zod';
import type { Browser } from '../browser/browser.ts';
import { BrowserRefused, type Devtools } from '../browser/devtools.ts';
import { processorTimeOf } from '../browser/processor-time.ts';
import { MEASURE_BARRIERS, MEASURE_IMAGES, MEASURE_WIDTH } from './measure.ts';
import { NARROW, type PageLoad, type PageReport, type Shot, WIDE } from './page-report.ts';
import { PageExcess, type PageWatch, watchPage } from './page-watch.ts';
import { addressOf } from './serve-tree.ts';

export interface PageVisit {
  readonly browser: Browser;
  /** Cookies and storage of this version alone. */
  readonly browserContext: string;
  readonly tree: FileTree;
  readonly path: string;
  readonly wantsThumbnail: boolean;
  /** Source of axe-core. */
  readonly axe: string;
  readonly limits: PageLimits;
  readonly signal: AbortSignal;
}

/** In milliseconds: how long one page may compute, and how long it may take. */
export interface PageLimits {
  readonly pageProcessorMs: number;
  readonly pageMs: number;
}

const LOOK_MS = 500;
/** Nothing is asked for any longer than this before the page counts as still. */
const STILL_MS = 300;
const STILL_AT_MOST_MS = 2_000;
/** Pictures of longer pages end here. */
const LONGEST_PICTURE = 2_400;
const MOST_BYTES_SAID = 48 * 1024 * 1024;
const THUMBNAIL_QUALITIES = [70, 50, 30, 10];
const THUMBNAIL_BYTES = 20_000;

/** A document that cannot be measured (it is no HTML, or it replaced itself) has nothing to say. */
const images = z.array(z.string()).max(50).catch([]);
const width = z.strictObject({ width: z.number(), culprit: z.string() }).nullable().catch(null);
const barriers = z
  .array(z.strictObject({ rule: z.string(), help: z.string(), count: z.int(), example: z.string() }))
  .max(20)
  .catch([]);

/**
 * Looks at one page at both widths. A page that does not come to an end is cut off and said to be so; its tab may then
 * hang, so the browser has to be started anew: `usable` is false. @throws BrowserGone
 */
export const visitPage = async (
  visit: PageVisit,
): Promise<{ readonly report: PageReport; readonly usable: boolean }> => {
  const { browserContext, tree, path } = visit;
  const { devtools } = visit.browser;
  const { targetId } = await devtools.send('Target.createTarget', {
    url: 'about:blank',
    browserContextId: browserContext,
    width: WIDE,
    height: 800,
  });
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true });
  const session = String(sessionId);
  using watch = watchPage(devtools, session, tree);
  const seen: Seen = { overflow: null, imagesWithoutAlt: [], barriers: [], shots: [], thumbnail: null };
  const load = await within(visit, watch, () => look(visit, session, watch, seen));
  const usable = load.type === 'loaded' || load.type === 'failed';
  if (usable) await devtools.send('Target.closeTarget', { targetId });
  const { errors, missing, outside, dialogs, leavesTo } = watch;
  return { report: { path, load, errors, missing: [...missing], outside, dialogs, leavesTo, ...seen }, usable };
};

type Seen = { -readonly [Key in keyof Looked]: Looked[Key] };
type Looked = Pick<PageReport, 'overflow' | 'imagesWithoutAlt' | 'barriers' | 'shots' | 'thumbnail'>;

const look = async (visit: PageVisit, session: string, watch: PageWatch, seen: Seen): Promise<PageLoad> => {
  const { path, wantsThumbnail, axe } = visit;
  const { devtools } = visit.browser;
  const said = devtools.heard;
  const send: Devtools['send'] = (method, params) => {
    if (devtools.heard - said > MOST_BYTES_SAID) throw new PageExcess('never stops talking');
    return devtools.send(method, params, session);
  };
  await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  for (const domain of ['Page', 'Runtime', 'Network', 'Inspector']) await send(`${domain}.enable`);
  await resize(send, WIDE, 800);
  await send('Page.setLifecycleEventsEnabled', { enabled: true });
  const { errorText, frameId, loaderId } = await send('Page.navigate', { url: addressOf(path) });
  if (typeof errorText === 'string') return { type: 'failed', why: errorText };
  await watch.loaded(String(loaderId));
  await still(watch);
  if (wantsThumbnail) seen.thumbnail = await thumbnailOf(send);
  const shots: Shot[] = [await shotOf(send, WIDE)];
  seen.shots = shots;
  const measure = await worldOf(send, String(frameId));
  seen.imagesWithoutAlt = images.parse(await measure(MEASURE_IMAGES));
  await measure(`${axe};0`);
  seen.barriers = barriers.parse(await measure(MEASURE_BARRIERS));
  await resize(send, NARROW, 844);
  await still(watch);
  seen.overflow = width.parse(await measure(MEASURE_WIDTH));
  shots.push(await shotOf(send, NARROW));
  return { type: 'loaded' };
};

const resize = (send: Devtools['send'], wide: number, height: number) =>
  send('Emulation.setDeviceMetricsOverride', { width: wide, height, deviceScaleFactor: 1, mobile: false });

/** Until nothing is asked for any more, or long enough: some pages ask for ever. */
const still = async (watch: PageWatch): Promise<void> => {
  const until = Date.now() + STILL_AT_MOST_MS;
  do await new Promise((resolve) => setTimeout(resolve, STILL_MS));
  while (watch.underWay > 0 && Date.now() < until);
};

const shotOf = async (send: Devtools['send'], wide: number): Promise<Shot> => {
  const { cssContentSize } = (await send('Page.getLayoutMetrics')) as { cssContentSize: { height: number } };
  const height = Math.max(1, Math.min(Math.ceil(cssContentSize.height), LONGEST_PICTURE));
  const clip = { x: 0, y: 0, width: wide, height, scale: 1 };
  return { width: wide, bytes: await capture(send, { quality: 60, clip, captureBeyondViewport: true }) };
};

const thumbnailOf = async (send: Devtools['send']): Promise<Uint8Array> => {
  const clip = { x: 0, y: 0, width: WIDE, height: 800, scale: 0.375 };
  let bytes = new Uint8Array();
  for (const quality of THUMBNAIL_QUALITIES) {
    bytes = await capture(send, { quality, clip });
    if (bytes.length <= THUMBNAIL_BYTES) break;
  }
  return bytes;
};

const capture = async (
  send: Devtools['send'],
  how: Readonly<Record<string, unknown>>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const { data } = await send('Page.captureScreenshot', { format: 'webp', ...how });
  return Uint8Array.from(Buffer.from(String(data), 'base64'));
};

/** Evaluates in a world of our own. */
const worldOf = async (send: Devtools['send'], frameId: string) => {
  const { executionContextId } = await send('Page.createIsolatedWorld', { frameId, worldName: 'checks' });
  return async (expression: string): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    return (answer['result'] as { readonly value?: unknown } | undefined)?.value;
  };
};

/**
 * A page may use so much of the processor and take so long. Time alone would cut off honest pages on a machine that is
 * busy with builds, which come first.
 */
const within = async (
  { browser, limits, signal }: PageVisit,
  watch: PageWatch,
  work: () => Promise<PageLoad>,
): Promise<PageLoad> => {
  const late = Promise.withResolvers<PageLoad>();
  const before = await processorTimeOf(browser.pid);
  const began = Date.now();
  const look = async (): Promise<void> => {
    const used = (await processorTimeOf(browser.pid)) - before;
    if (used > limits.pageProcessorMs) late.resolve(tooLong(`${limits.pageProcessorMs / 1_000} s of computing`));
    else if (Date.now() - began > limits.pageMs) late.resolve(tooLong(`${limits.pageMs / 1_000} s`));
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  const stop = (): void => late.reject(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), late.promise, watch.excess]);
  } catch (raw) {
    if (raw instanceof PageExcess) return { type: 'cut-off', why: `it ${raw.message}` };
    // The page went away under the one who looked: it reloads itself, or closed its own tab.
    if (raw instanceof BrowserRefused) return { type: 'cut-off', why: 'it does not stay what it is' };
    throw raw;
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
};

const tooLong = (time: string): PageLoad => ({ type: 'cut-off', why: `it did not come to an end within ${time}` });
