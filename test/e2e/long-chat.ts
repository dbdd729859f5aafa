import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Turn } from '../../apps/web/src/api/types.ts';
import { waitFor } from '../support/wait-for.ts';
import { chooseTemplate, register, stage } from './stage.ts';

/**
 * Measures a conversation of 5,000 messages in the browser: the API's answer for one real turn is repeated, so that
 * nobody waits for 5,000 builds. Prints what a person would feel, and keeps a trace for DevTools in `test/artifacts`.
 */
const MESSAGES = 5_000;
const A_PAGE = 50;
const TRACE = resolve(import.meta.dirname, '../artifacts/long-chat-trace.json');

await using theatre = await stage();
const { page, context } = await theatre.visitor();
await register(page, theatre);
await page.getByLabel('What should change first').fill('Change the main heading to "Hello"');
await chooseTemplate(page, 'Folio');
await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
await page.getByRole('article').getByText('Version 2', { exact: true }).waitFor({ timeout: 90_000 });

await page.route('**/api/sites/*/chat*', async (route) => {
  const asked = new URL(route.request().url());
  const before = asked.searchParams.get('cursor');
  asked.searchParams.delete('cursor');
  const answer = await route.fetch({ url: asked.href });
  const chat = (await answer.json()) as { items: Turn[]; next: string | null };
  const last = chat.items.at(-1);
  if (!last) throw new Error('the conversation is empty');
  const end = before === null ? MESSAGES : Number(before);
  const items = Array.from({ length: A_PAGE }, (_, at): Turn => {
    const number = end - A_PAGE + at;
    const requestedAt = new Date(Date.parse(last.requestedAt) - (MESSAGES - number) * 60_000).toISOString();
    return { ...last, build: `copy-${number}`, prompt: `Message ${number + 1}: ${last.prompt}`, requestedAt };
  });
  await route.fulfill({ response: answer, json: { ...chat, items, next: end > A_PAGE ? String(end - A_PAGE) : null } });
});

const log = page.getByRole('log', { name: 'Messages' });
const opened = performance.now();
await page.reload();
await page.getByText(`Message ${MESSAGES}:`).first().waitFor();
say('the newest messages are there', performance.now() - opened);

/** Counted by name: to find them by their role, the roles of the whole page would be computed each time. */
const messages = (): Promise<number> => log.evaluate((box) => box.querySelectorAll('article').length);
const loading = performance.now();
for (let loaded = A_PAGE; loaded < MESSAGES; loaded += A_PAGE) {
  await log.evaluate((box) => box.scrollTo({ top: 0 }));
  await waitFor(async () => (await messages()) > loaded, { timeout: 30_000, what: 'older ones' });
}
await page.getByText('Message 1:').first().waitFor();
say(`all ${await messages()} are loaded`, performance.now() - loading);

const devtools = await context.newCDPSession(page);
const trace: unknown[] = [];
devtools.on('Tracing.dataCollected', ({ value }) => trace.push(...value));
await devtools.send('Tracing.start', {
  transferMode: 'ReportEvents',
  categories: 'devtools.timeline,blink.user_timing',
});
await page.evaluate(
  `globalThis.frames_ = []; (function tick(at) { frames_.push(at); requestAnimationFrame(tick); })(performance.now())`,
);
const box = await log.boundingBox();
if (!box) throw new Error('the conversation is not on screen');
await devtools.send('Input.synthesizeScrollGesture', {
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
  yDistance: -60_000,
  speed: 12_000,
  gestureSourceType: 'mouse',
});
const stamps = await page.evaluate<number[]>('frames_');
const over = new Promise((done) => devtools.once('Tracing.tracingComplete', done));
await devtools.send('Tracing.end');
await over;
await writeFile(TRACE, JSON.stringify({ traceEvents: trace }));
const frames = stamps.slice(1).map((at, index) => at - (stamps[index] ?? at));
const sorted = frames.toSorted((a, b) => a - b);
const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
console.log(`scrolling: ${frames.length} frames, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.9999)} ms`);

await page.evaluate(`globalThis.slowest_ = 0;
new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) slowest_ = Math.max(slowest_, duration); })
  .observe({ type: 'event', durationThreshold: 16 });`);
await page.getByLabel('What should change next?').focus();
await page.keyboard.type('Change the main heading', { delay: 60 });
const slowest = await page.evaluate<number>('slowest_');
console.log(`typing: the slowest key was drawn after ${slowest === 0 ? 'less than 16' : Math.round(slowest)} ms`);
console.log(`trace: ${join('test/artifacts', 'long-chat-trace.json')}`);

function say(what: string, ms: number): void {
  console.log(`${what} after ${Math.round(ms)} ms`);
}
