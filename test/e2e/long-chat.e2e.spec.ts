import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { repeatNewestTurn } from './long-conversation.ts';
import { barriers, chooseTemplate, picture, register, type Stage, stage } from './stage.ts';

const MESSAGES = 400;

let theatre: Stage;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  theatre = await stage();
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  await page.getByLabel('What should change first').fill('Change the main heading to "Hello"');
  await chooseTemplate(page, 'Folio');
  await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
  await page.getByRole('article').getByText('Version 2', { exact: true }).waitFor({ timeout: 90_000 });
  await repeatNewestTurn(page, MESSAGES);
  await page.reload();
  await message(MESSAGES).waitFor();
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

const log = () => page.getByRole('log', { name: 'Messages' });
const message = (number: number) => page.locator('article').filter({ hasText: `Message ${number}:` });
/** A turn of which all is drawn has buttons; what stands in for one has none. */
const drawn = () => page.locator('article').filter({ has: page.locator('button') });
const isInView = async (number: number): Promise<boolean> => {
  const [box, view] = [await message(number).boundingBox(), await log().boundingBox()];
  return box !== null && view !== null && box.y < view.y + view.height && box.y + box.height > view.y;
};
const frames = () =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))');

describe('a conversation of hundreds of messages', () => {
  it('opens at its end', async () => {
    await waitFor(() => isInView(MESSAGES), { what: 'the newest message to be in view' });
    const end = await log().evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    expect(end).toBeLessThan(2);
  });

  it('moves under the hand as far as the hand moves, while older messages come in above', async () => {
    // What is in the middle of the view is followed; its way is the one of the hand, whatever is drawn or put in above.
    const follow = `(() => {
      const box = document.querySelector('[role=log]');
      const view = box.getBoundingClientRect();
      const seen = [...box.querySelectorAll('article')].find((turn) => turn.getBoundingClientRect().bottom > view.top + 200);
      const step = Math.min(300, box.scrollTop);
      const before = seen.getBoundingClientRect().top;
      box.scrollTop -= step;
      return { before, step, seen: (globalThis.seen_ = seen) && null };
    })()`;
    const strays: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const { before, step } = await page.evaluate<{ before: number; step: number }>(follow);
      await frames();
      const after = await page.evaluate<number>('seen_.getBoundingClientRect().top');
      strays.push(Math.round(after - before - step));
    }
    expect(strays.filter((stray) => Math.abs(stray) > 1)).toEqual([]);
    await waitFor(async () => (await page.locator('article').count()) > 50, { what: 'older messages to come in' });
  });

  it('draws only what is near, and can still be read and found as a whole', async () => {
    await log().focus();
    await page.keyboard.press('Home');
    await waitFor(() => isInView(1), { what: 'the first message to be in view', timeout: 60_000 });
    await waitFor(async () => (await page.locator('article').count()) === MESSAGES, { what: 'all to be here' });
    await waitFor(async () => (await drawn().count()) > 3, { what: 'the first ones to be drawn' });
    expect(await drawn().count()).toBeLessThan(40);
    expect(await message(200).count()).toBe(1);
    expect(await page.evaluate<boolean>('find("Message 200:")')).toBe(true);
    await page.evaluate('getSelection().removeAllRanges()');
    await picture(page, 'long-chat-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('keeps what has the focus, however far one scrolls from it', async () => {
    await message(200).evaluate((turn) => turn.scrollIntoView());
    await waitFor(() => isInView(200), { what: 'a message in the middle to be in view' });
    await message(200)
      .getByRole('button', { name: 'Look' })
      .or(message(200).getByRole('button', { name: 'Preview' }))
      .first()
      .focus();
    const focused = await page.evaluate<string>('document.activeElement.textContent.trim()');
    await log().evaluate((box) => box.scrollTo({ top: 0 }));
    await waitFor(() => isInView(1), { what: 'the first message to be in view' });
    await waitFor(async () => (await message(220).getByRole('button').count()) === 0, {
      what: 'what is far to be let go',
    });
    expect(await page.evaluate<string>('document.activeElement.textContent.trim()')).toBe(focused);
    expect(focused).not.toBe('');
    await page.getByRole('button', { name: /^To the newest/ }).click();
    await waitFor(() => isInView(MESSAGES), { what: 'the newest message to be in view' });
    expect(complaints.filter((text) => !/is not defined/.test(text))).toEqual([]);
  });
});
