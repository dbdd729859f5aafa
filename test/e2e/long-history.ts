import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { waitFor } from '../support/wait-for.ts';
import { appendStars } from './many-events.ts';
import {
  countFrames,
  effortInWords,
  framesOf,
  inputInWords,
  inWords,
  memoryOf,
  slowestInput,
  traced,
  turnWheel,
  watchInputs,
} from './smoothness.ts';
import { chooseTemplate, register, stage } from './stage.ts';

/**
 * Measures the history of a site with 10,000 events, or as many as are named, in the browser, and keeps a trace for DevTools
 * in `test/artifacts`: `node infra/local/run.mjs test/e2e/long-history.ts [EVENTS]`.
 */
const EVENTS = Number(process.argv[2] ?? 10_000);
const TRACE = resolve(import.meta.dirname, '../artifacts/long-history-trace.json');

await using theatre = await stage();
const { page, context } = await theatre.visitor();
const devtools = await context.newCDPSession(page);
await register(page, theatre);
await chooseTemplate(page, 'Folio');
await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
await page.getByRole('article').getByText('Version 1', { exact: true }).waitFor({ timeout: 90_000 });
const site = /\/sites\/([^/?]+)/.exec(page.url())?.[1];
if (site === undefined) throw new Error(`no site is named in ${page.url()}`);

await page.goto('/sites');
const written = performance.now();
await appendStars(theatre.house, site, EVENTS);
say(`${EVENTS} events are appended`, written);

const slider = page.locator('svg[role=slider]');
const list = page.locator('[role=listbox]');
const number = async (): Promise<number> => Number(await slider.getAttribute('aria-valuenow'));
const total = async (): Promise<number> => Number(await slider.getAttribute('aria-valuemax'));

console.log(`the machine: ${cpus().length} cores, of which ${loadavg()[0]?.toFixed(1)} were wanted in the last minute`);
await page.goto(`/sites/${site}/history`);
await waitFor(async () => (await total()) > EVENTS, { what: 'all events to be in the history', timeout: 300_000 });
say('all events are in the history, counted from the first append,', written);

const opened = performance.now();
await page.reload();
await page.locator('[role=option][aria-selected=true]').waitFor({ timeout: 60_000 });
say('the history opens', opened);
console.log(`memory: ${await memory()}`);
await watchInputs(page);

const ruler = await slider.boundingBox();
if (!ruler) throw new Error('the ruler is not on screen');
const x = (share: number): number => ruler.x + 60 + (ruler.width - 70) * share;
const drag = async (): Promise<void> => {
  await page.mouse.move(x(0.99), ruler.y + 40);
  await page.mouse.down();
  for (let step = 99; step >= 1; step -= 1) await page.mouse.move(x(step / 100), ruler.y + 40, { steps: 2 });
  await page.mouse.up();
};
await countFrames(page);
await drag();
console.log(`dragging the slider from now to the beginning: ${inWords(await framesOf(page))}`);
console.log(`  the slowest move of the hand was drawn after ${await slowest()}`);
// Once more: what traces takes time of its own.
console.log(`  ${effortInWords(await traced(devtools, TRACE, drag))}`);
await page.getByText('Read only').first().waitFor();

const before = await number();
await slider.focus();
await countFrames(page);
for (let step = 0; step < 40; step += 1) await page.keyboard.press('ArrowRight', { delay: 30 });
await waitFor(async () => (await number()) === before + 40, { what: 'forty events on' });
console.log(`forty steps by the keyboard: ${inWords(await framesOf(page))}`);
console.log(`  the slowest step was drawn after ${await slowest()}`);
const home = performance.now();
await page.keyboard.press('Home');
await waitFor(async () => (await number()) === 1, { what: 'the first event' });
say('Home leads to the first event', home);
const end = performance.now();
await page.keyboard.press('End');
await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
say('End leads back to now', end);
console.log(`  the slower of the two was drawn after ${await slowest()}`);

const whole = await list.evaluate((box) => box.scrollHeight);
await countFrames(page);
await turnWheel(devtools, list, -whole, 30_000);
console.log(`scrolling all ${whole} px of the list, 30,000 px a second: ${inWords(await framesOf(page))}`);
await page.getByText('Site created').first().waitFor();
const clicked = performance.now();
await page.locator('[role=option]').filter({ hasText: 'Site created' }).click();
await page.getByText('At this moment no version had been made.').waitFor();
say('a click on an event of the list shows its moment', clicked);
console.log(`  and was drawn after ${await slowest()}`);

await page.getByLabel('Filter events').fill('');
await page.getByLabel('Filter events').pressSequentially('created', { delay: 60 });
await waitFor(async () => (await list.locator('[role=option]').count()) < 20, { what: 'the list to be filtered' });
console.log(`the slowest key in the filter was drawn after ${await slowest()}`);
console.log(`memory: ${await memory()}`);
console.log('trace: test/artifacts/long-history-trace.json');

function say(what: string, since: number): void {
  console.log(`${what} after ${Math.round(performance.now() - since)} ms`);
}
async function slowest(): Promise<string> {
  return inputInWords(await slowestInput(page));
}
async function memory(): Promise<string> {
  const { nodes, megabytes } = await memoryOf(devtools);
  return `${nodes} nodes, ${megabytes.toFixed(0)} MB of script`;
}
