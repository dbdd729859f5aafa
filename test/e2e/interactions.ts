import { mkdir } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { inputInWords, slowestInput, traced, watchInputs } from './smoothness.ts';
import { chooseTemplate, register, stage } from './stage.ts';

/**
 * Measures how long what a person does waits for its answer on screen, on every page and while builds stream. Each thing is
 * done three times and the slowest is told: `node infra/local/run.mjs test/e2e/interactions.ts`.
 */
const ROUNDS = 3;
const A_LOT = 100;
const TRACES = resolve(import.meta.dirname, '../artifacts/interactions');
await mkdir(TRACES, { recursive: true });

await using theatre = await stage();
const { page, context } = await theatre.visitor();
const devtools = await context.newCDPSession(page);
await register(page, theatre);
console.log(`the machine: ${cpus().length} cores, of which ${loadavg()[0]?.toFixed(1)} were wanted in the last minute`);
const slow: string[] = [];
let where = '';
const on = (place: string): void => {
  where = place;
  console.log(place);
};

const measure = async (what: string, act: (round: number) => Promise<unknown>): Promise<void> => {
  await slowestInput(page);
  const trace = join(TRACES, `${where}-${what.replaceAll(' ', '-')}.json`);
  const { longest } = await traced(devtools, trace, async () => {
    for (let round = 0; round < ROUNDS; round += 1) await act(round);
  });
  const slowest = await slowestInput(page);
  console.log(`  ${what}: ${inputInWords(slowest)}; the longest task took ${longest.toFixed(0)} ms of its own`);
  if ((slowest?.drawn ?? 0) > A_LOT) slow.push(`${where}: ${what}`);
};
const typing = (field: Locator) => async () => {
  await field.pressSequentially('the words of a wish ', { delay: 40 });
};
const account = page.getByRole('button', { name: /^Account of/ });
const themes = async (round: number): Promise<void> => {
  await account.click();
  await page
    .getByRole('menuitemradio', { name: round % 2 === 0 ? 'Dark' : 'Light' })
    .or(page.getByRole('menuitem', { name: round % 2 === 0 ? 'Dark' : 'Light' }))
    .click();
};
const palette = async (): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

on('start');
await page.goto('/');
await page
  .getByRole('button', { name: /^Look at / })
  .first()
  .waitFor();
await watchInputs(page);
await measure('typing a wish', typing(page.getByLabel('What should change first')));
await measure('the palette', palette);
await measure('the theme', themes);
await page.getByLabel('What should change first').fill('Change the main heading to "Hello"');
await chooseTemplate(page, 'Folio');
await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
await page.getByRole('article').getByText('Version 2', { exact: true }).waitFor({ timeout: 90_000 });

on('chat while builds stream');
const composer = page.getByLabel('What should change next?');
const bar = page.getByRole('banner');
const send = async (round: number): Promise<void> => {
  await composer.fill(`Change the main heading to "Hello ${round}"`);
  await composer.press('Enter');
};
await measure('sending', send);
for (const round of [10, 11, 12, 13, 14, 15]) await send(round);
await measure('typing in the composer', typing(composer));
await measure('the tabs', async () => {
  for (const name of ['Code', 'Changes', 'Checks', 'Publish', 'Preview'])
    await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
});
await measure('the versions', async () => {
  await bar.getByRole('button', { name: /^Version \d+/ }).click();
  await page.getByRole('region', { name: 'Versions' }).or(page.getByRole('complementary')).first().waitFor();
  await page.keyboard.press('Escape');
});
await measure('the theme', themes);
console.log(`  builds go on: ${(await page.getByRole('progressbar').count()) > 0}`);

for (const [name, ready] of [
  ['Versions', page.getByRole('main').getByRole('option').or(page.getByRole('main').getByRole('listitem')).first()],
  ['History', page.getByRole('slider', { name: 'Moment' })],
  ['Chat', composer],
] as const) {
  on(name.toLowerCase());
  await measure('coming here', async (round) => {
    if (round > 0) await page.goBack();
    await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name }).click();
    await ready.waitFor();
  });
  if (name === 'Versions') await measure('searching', typing(page.getByRole('searchbox').first()));
  if (name === 'History') {
    await page.getByRole('slider', { name: 'Moment' }).focus();
    await measure('a step', () => page.keyboard.press('ArrowLeft'));
    await measure('another view', async () => {
      for (const view of ['Chat', 'Settings', 'Page'])
        await page.getByRole('main').getByText(view, { exact: true }).first().click();
    });
  }
  await measure('the theme', themes);
}

on('sites');
await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sites' }).click();
await page.getByRole('article').first().waitFor();
await measure('searching', typing(page.getByRole('searchbox').first()));
await measure('the theme', themes);

console.log(slow.length === 0 ? `nothing took more than ${A_LOT} ms` : `more than ${A_LOT} ms: ${slow.join(', ')}`);
