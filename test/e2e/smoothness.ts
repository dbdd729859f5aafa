import { writeFile } from 'node:fs/promises';
import type { CDPSession, Locator, Page } from 'playwright-core';

/** How a page felt between two moments: what was drawn when, and how long an input waited for its answer on screen. */
export interface Frames {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Shares, of frames that took longer than 60 and 30 of them in a second allow. */
  readonly over60: number;
  readonly over30: number;
}

/** Begins to count frames anew in a page. */
export const countFrames = (page: Page): Promise<void> =>
  page.evaluate(`(() => {
    const begun = globalThis.frames_ !== undefined;
    globalThis.frames_ = [];
    const tick = (at) => { frames_.push(at); requestAnimationFrame(tick); };
    if (!begun) requestAnimationFrame(tick);
  })()`);

/** The frames since `countFrames`. A frame may come half a millisecond late and is still one of 60 a second. */
export const framesOf = async (page: Page): Promise<Frames> => {
  const stamps = await page.evaluate<number[]>('frames_');
  const frames = stamps.slice(1).map((at, index) => at - (stamps[index] ?? at));
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const over = (limit: number): number => frames.filter((ms) => ms > limit + 0.5).length / Math.max(1, frames.length);
  return {
    count: frames.length,
    p50: at(0.5),
    p95: at(0.95),
    longest: sorted.at(-1) ?? 0,
    over60: over(16.7),
    over30: over(33.3),
  };
};

/** How long an input waited until its answer was on screen, and what of that our own script took; in ms. */
export interface SlowInput {
  readonly name: string;
  readonly drawn: number;
  readonly script: number;
}

/** Watches every input of a page that takes 16 ms or longer until it is drawn. */
export const watchInputs = (page: Page): Promise<void> =>
  page.evaluate(`(() => {
    globalThis.inputs_ = [];
    const keep = (entries) => {
      for (const { interactionId, name, duration, processingStart, processingEnd } of entries)
        if (interactionId) inputs_.push({ name, drawn: duration, script: processingEnd - processingStart });
    };
    globalThis.watch_ = { observer: new PerformanceObserver((list) => keep(list.getEntries())), keep };
    watch_.observer.observe({ type: 'event', durationThreshold: 16 });
  })()`);

/** The slowest input since this was last asked; undefined where all were drawn in less than 16 ms. */
export const slowestInput = async (page: Page): Promise<SlowInput | undefined> => {
  // An input is reported when the frame after it is on screen; the reports of the last one follow two frames later.
  const frame = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))';
  for (let round = 0; round < 3; round += 1) await page.evaluate(frame);
  await page.evaluate('watch_.keep(watch_.observer.takeRecords())');
  const inputs = await page.evaluate<SlowInput[]>('inputs_.splice(0)');
  return inputs.toSorted((a, b) => b.drawn - a.drawn)[0];
};

export const inputInWords = (input: SlowInput | undefined): string =>
  input === undefined
    ? 'less than 16 ms'
    : `${input.drawn} ms (${input.name}, ${input.script.toFixed(0)} ms of script)`;

/** Turns the wheel over a box, fast, by that many px; up is negative. */
export const turnWheel = async (
  devtools: CDPSession,
  box: Locator,
  distance: number,
  speed = 12_000,
): Promise<void> => {
  const at = await box.boundingBox();
  if (!at) throw new Error('what should scroll is not on screen');
  await devtools.send('Input.synthesizeScrollGesture', {
    x: at.x + at.width / 2,
    y: at.y + at.height / 2,
    yDistance: -distance,
    speed,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
};

/** What a page holds once what can be thrown away is: nodes of the document, and bytes of script's own memory. */
export const memoryOf = async (devtools: CDPSession): Promise<{ nodes: number; megabytes: number }> => {
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { nodes: value('Nodes'), megabytes: value('JSHeapUsedSize') / 2 ** 20 };
};

export const inWords = ({ count, p50, p95, longest, over60, over30 }: Frames): string =>
  `${count} frames, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms, ` +
  `${(over60 * 100).toFixed(1)} % over 16.7 ms, ${(over30 * 100).toFixed(1)} % over 33.3 ms`;

/** What a page's main thread did while it was traced, in its own time: that of other programs does not count. */
export interface Effort {
  /** Of the time that went by. */
  readonly share: number;
  readonly longest: number;
  /** How many tasks alone took longer than a frame has. */
  readonly overAFrame: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { isOutermostMainFrame: boolean; processId: number }[] };
  };
}

/** Traces what is done, and keeps the trace for DevTools. */
export const traced = async (devtools: CDPSession, file: string, act: () => Promise<void>): Promise<Effort> => {
  const trace: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => void trace.push(...(value as TraceEvent[]));
  devtools.on('Tracing.dataCollected', collect);
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    categories: 'devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing',
  });
  await act();
  const over = new Promise((done) => devtools.once('Tracing.tracingComplete', done));
  await devtools.send('Tracing.end');
  await over;
  devtools.off('Tracing.dataCollected', collect);
  await writeFile(file, JSON.stringify({ traceEvents: trace }));
  return effortOf(trace);
};

const effortOf = (trace: readonly TraceEvent[]): Effort => {
  const { pid, tid } = mainThreadOf(trace);
  const tasks = trace.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid);
  const times = tasks.map(({ tdur = 0 }) => tdur / 1_000);
  const begun = tasks.reduce((first, { ts }) => Math.min(first, ts), Infinity);
  const ended = tasks.reduce((last, { ts, dur = 0 }) => Math.max(last, ts + dur), 0);
  return {
    share: times.reduce((all, ms) => all + ms, 0) / Math.max(1, (ended - begun) / 1_000),
    longest: times.reduce((most, ms) => Math.max(most, ms), 0),
    overAFrame: times.filter((ms) => ms > 16.7).length,
  };
};

/** That of the page itself: what it shows of people's sites has processes of its own. */
const mainThreadOf = (trace: readonly TraceEvent[]): { pid: number | undefined; tid: number | undefined } => {
  const frames = trace.find(({ name }) => name === 'TracingStartedInBrowser')?.args.data?.frames ?? [];
  const pid = frames.find(({ isOutermostMainFrame }) => isOutermostMainFrame)?.processId;
  const thread = trace.find(
    (event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain' && event.pid === pid,
  );
  return { pid, tid: thread?.tid };
};

export const effortInWords = ({ share, longest, overAFrame }: Effort): string =>
  `the main thread worked ${(share * 100).toFixed(0)} % of the time, its longest task took ${longest.toFixed(1)} ms, ` +
  `${overAFrame} took longer than a frame has`;
