import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { repeatNewestTurn } from './long-conversation.ts';
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
 * Measures a conversation of 5,000 messages, or as many as are named, in the browser: the API's answer for one real turn is
 * repeated, so that nobody waits for 5,000 builds. Prints what a person would feel, and keeps a trace for DevTools in
 * `test/artifacts`: `node infra/local/run.mjs test/e2e/long-chat.ts [MESSAGES]`.
 */
const MESSAGES = Number(process.argv[2] ?? 5_000);
const TRACE = resolve(import.meta.dirname, '../artifacts/long-chat-trace.json');

await using theatre = await stage();
const { page, context } = await theatre.visitor();
const devtools = await context.newCDPSession(page);
await register(page, theatre);
await page.getByLabel('What should change first').fill('Change the main heading to "Hello"');
await chooseTemplate(page, 'Folio');
await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
await page.getByRole('article').getByText('Version 2', { exact: true }).waitFor({ timeout: 90_000 });

await repeatNewestTurn(page, MESSAGES);

const log = page.locator('[role=log]');
/** By selectors of style: to find something by its role, the roles of the whole page would be computed each time. */
const message = (number: number) =>
  page
    .locator('article')
    .getByText(new RegExp(`^Message ${number}:`))
    .first();
console.log(`the machine: ${cpus().length} cores, of which ${loadavg()[0]?.toFixed(1)} were wanted in the last minute`);
const opened = performance.now();
await page.reload();
await message(MESSAGES).waitFor();
say('the newest messages are there', opened);
console.log(`memory: ${await memory()}`);

await watchInputs(page);
await log.focus();
const home = performance.now();
await page.keyboard.press('Home');
await message(1).waitFor({ timeout: 300_000 });
say(`Home leads to the first of ${await log.evaluate((box) => box.querySelectorAll('article').length)}`, home);
console.log(`the key Home was answered after ${await slowest()}`);
console.log(`memory: ${await memory()}`);

await page.keyboard.press('End');
await message(MESSAGES).waitFor();
const upAndDown = async (distance: number, speed: number): Promise<void> => {
  await turnWheel(devtools, log, -distance, speed);
  await turnWheel(devtools, log, distance, speed);
};
for (const speed of [6_000, 12_000]) {
  await countFrames(page);
  await upAndDown(5 * speed, speed);
  console.log(`scrolling ${5 * speed} px up and down, ${speed} px a second: ${inWords(await framesOf(page))}`);
  // Once more: what traces takes time of its own.
  console.log(`  ${effortInWords(await traced(devtools, TRACE, () => upAndDown(3 * speed, speed)))}`);
}

const whole = await log.evaluate((box) => box.scrollHeight);
await countFrames(page);
await turnWheel(devtools, log, -whole, 30_000);
const frames = await framesOf(page);
console.log(`scrolling all ${whole} px from end to end, 30,000 px a second: ${inWords(frames)}`);
await message(1).waitFor();
console.log(`memory: ${await memory()}`);

await page.getByLabel('What should change next?').focus();
await page.keyboard.type('Change the main heading', { delay: 60 });
console.log(`the slowest key in the composer was drawn after ${await slowest()}`);
await page.getByRole('button', { name: /^To the newest/ }).click();
await message(MESSAGES).waitFor();
console.log(`the click that leads to the newest was drawn after ${await slowest()}`);
await page
  .getByRole('button', { name: /^Version 2/ })
  .first()
  .click();
await page
  .getByRole('dialog')
  .or(page.getByRole('region', { name: 'Versions' }))
  .first()
  .waitFor();
console.log(`the click that opens the versions was drawn after ${await slowest()}`);
console.log(`trace: ${join('test/artifacts', 'long-chat-trace.json')}`);

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
