import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { waitFor } from '../support/wait-for.ts';
import { barriers, chooseTemplate, logIn, picture, register, type Stage, stage } from './stage.ts';
import { whileBuilding } from './while-building.ts';

let theatre: Stage;
let page: Page;
let context: BrowserContext;
let complaints: readonly string[];
let address: string;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, context, complaints } = await theatre.visitor());
  await register(page, theatre);
  await chooseTemplate(page, 'Agency');
  await page.getByRole('button', { name: 'Create' }).click();
  await version(page, 1).waitFor({ timeout: 60_000 });
  address = page.url().split('?')[0] ?? '';
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

describe('a question', () => {
  it('is answered while a build runs, shows in every tab, and the switch is remembered', async () => {
    const second = await context.newPage();
    await second.goto(address);
    await version(second, 1).waitFor();
    await switchTo(page, 'Ask');
    await page.getByLabel('What do you want to know?').fill('How many pages are there?');
    await page.getByLabel('What do you want to know?').press('Enter');
    await Promise.all([page, second].map((tab) => tab.getByText(/^There (is 1 page|are \d+ pages)/).waitFor()));
    await page.getByText('from version 1').waitFor();
    await picture(page, 'chat-answer-1440-light');
    await page.reload();
    await page.getByText(/^There (is 1 page|are \d+ pages)/).waitFor();
    await page.getByLabel('What do you want to know?').waitFor();
    await switchTo(page, 'Build');
    await second.close();
  });
});

describe('what waits', () => {
  it('is edited, moved by the keyboard and removed, in every tab at once', async () => {
    const second = await context.newPage();
    await second.goto(address);
    await building('Make the primary colour teal', async () => {
      await say(page, 'Change the browser title to "One"');
      await say(page, 'Change the browser title to "Two"');
      const queue = (tab: Page) => dock(tab).getByRole('listitem');
      await waitFor(async () => (await queue(page).count()) === 2, { what: 'both to wait' });
      await page.getByRole('button', { name: /^Move “Change the browser title to "Two"/ }).press('ArrowUp');
      await waitFor(async () => (await queue(page).first().innerText()).includes('Two'), { what: 'it to be first' });
      await page.getByRole('button', { name: /^Edit “Change the browser title to "One"/ }).click();
      await page.getByLabel(/^Other words for/).fill('Change the browser title to "Three"');
      await page.getByLabel(/^Other words for/).press('Enter');
      await queue(page).filter({ hasText: 'Three' }).waitFor();
      await waitFor(
        async () =>
          JSON.stringify(await queue(page).allInnerTexts()) === JSON.stringify(await queue(second).allInnerTexts()),
        { what: 'both tabs to show one queue' },
      );
      await picture(page, 'chat-queue-1440-light');
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('button', { name: /^Remove “Change the browser title to "Two"/ }).click();
      await waitFor(async () => (await queue(second).count()) === 1, { what: 'it to be gone in both' });
    });
    await version(page, 3).waitFor({ timeout: 60_000 });
    await second.close();
  });
});

describe('files', () => {
  it('are asked what they are for, and become part of the site', async () => {
    await page.locator('input[type=file]').setInputFiles([
      { name: 'Our Photo.png', mimeType: 'image/png', buffer: PNG },
      { name: 'brief.txt', mimeType: 'text/plain', buffer: Buffer.from('Calm and plain.') },
    ]);
    await field(page).fill('Thank you');
    await field(page).press('Enter');
    await page.getByText('Say what Our Photo.png is for').waitFor();
    await page.getByLabel('Add to my site').check();
    await picture(page, 'chat-files-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: 'Our Photo.png' }).waitFor();
    expect([await field(page).inputValue(), await page.getByLabel('Add to my site').isChecked()]).toEqual([
      'Thank you',
      true,
    ]);
    await field(page).press('Enter');
    await version(page, 4).waitFor({ timeout: 60_000 });
    const turn = page.getByRole('article').last();
    await turn.getByText('our-photo.png').first().waitFor();
    await turn.getByRole('list', { name: 'Attached' }).getByText('for reference').waitFor();
    const sent = turn.getByRole('img', { name: 'Our Photo.png' });
    await waitFor(() => sent.evaluate((image: HTMLImageElement) => image.naturalWidth > 0), { what: 'the picture' });
  });

  it('that are too large or not what they say are refused in words, and nothing is lost', async () => {
    await field(page).fill('Use this');
    await page.locator('input[type=file]').setInputFiles([
      { name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) },
      { name: 'not.png', mimeType: 'image/png', buffer: Buffer.from('plain words') },
    ]);
    await page.getByText('More than 10 MB cannot be sent').waitFor();
    await page.getByText(/ends in \.png, but its content is/).waitFor();
    await field(page).press('Enter');
    expect(await field(page).inputValue()).toBe('Use this');
    for (const name of ['big.png', 'not.png']) await page.getByRole('button', { name: `Remove ${name}` }).click();
    await field(page).fill('');
  });

  it('hold a text that is too long for a message', async () => {
    await field(page).fill('x'.repeat(40 * 1024));
    await page.getByText(/40 kB is too long/).waitFor();
    await field(page).press('Enter');
    expect((await field(page).inputValue()).length).toBe(40 * 1024);
    await page.getByRole('button', { name: 'Attach it as a file for reference' }).click();
    await page.getByRole('listitem').filter({ hasText: 'long-text.txt' }).getByText('For reference').waitFor();
    await page.getByRole('button', { name: 'Remove long-text.txt' }).click();
  });
});

describe('a build', () => {
  it('moves nothing on the page while it streams, and stops in two phases', async () => {
    await page.evaluate(() => {
      const state = globalThis as unknown as { shift: number };
      state.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
          if (!entry.hadRecentInput) state.shift += entry.value;
        }
      }).observe({ type: 'layout-shift' });
    });
    await building('Change the browser title to "Harbour"', async () => {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Stopping…').first().waitFor();
      await page.getByText(/^Waits for the/).waitFor();
      await picture(page, 'chat-stopping-1440-light');
    });
    await page.getByText('Stopped by Ingrid Solheim').waitFor({ timeout: 60_000 });
    await say(page, 'Change the browser title to "Quay"');
    await version(page, 5).waitFor({ timeout: 60_000 });
    const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    expect(shift).toBeLessThan(0.1);
  });
});

describe('a conversation', () => {
  it('keeps its end in view while what is there becomes shorter and longer at once', async () => {
    const log = page.getByRole('log');
    const toEnd = () => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await waitFor(async () => (await toEnd()) < 2, { what: 'the end to be in view' });
    const resize = (px: readonly number[]) =>
      log.evaluate((box, heights) => {
        const column = box.firstElementChild;
        const last = column?.querySelector<HTMLElement>('[data-test]') ?? document.createElement('div');
        last.dataset['test'] = '';
        column?.append(last);
        for (const height of heights) {
          last.style.height = `${height}px`;
          // The browser lays out between two changes, and moves up what no longer fits.
          void box.scrollHeight;
        }
      }, px);
    await resize([700]);
    await waitFor(async () => (await toEnd()) < 2, { what: 'the end to be followed' });
    await resize([0, 900]);
    await waitFor(async () => (await toEnd()) < 2, { what: 'the end to be followed still' });
    await resize([0]);
  });

  it('stays where one reads, and counts what comes below', async () => {
    const log = page.getByRole('log');
    await log.evaluate((box) => box.scrollTo({ top: 0 }));
    const down = page.getByRole('button', { name: /^To the newest/ });
    await down.waitFor();
    const place = () => page.getByRole('article').first().boundingBox();
    const before = await place();
    const other = await theatre.visitor();
    await logIn(other.page);
    await other.page.goto(address);
    await version(other.page, 1).waitFor();
    await say(other.page, 'Change the browser title to "Pier"');
    await page.getByRole('button', { name: /^To the newest, \d+ new/ }).waitFor({ timeout: 60_000 });
    expect(await place()).toEqual(before);
    await picture(page, 'chat-scrolled-1440-light');
    await down.click();
    await version(page, 6).waitFor({ timeout: 60_000 });
    await down.waitFor({ state: 'detached' });
    await other.context.close();
  });
});

describe('a phone', () => {
  it('shows the same build with its queue', async () => {
    const phone = await theatre.visitor({ width: 390, dark: true });
    await logIn(phone.page);
    await phone.page.goto(address);
    await building('Make the primary colour navy', async () => {
      await phone.page.getByRole('progressbar').waitFor();
      await say(phone.page, 'Change the browser title to "Mole"');
      await dock(page).getByRole('listitem').filter({ hasText: 'Mole' }).waitFor();
      await picture(phone.page, 'chat-queue-390-dark');
      expect(await barriers(phone.page)).toEqual([]);
    });
    const mole = phone.page.getByRole('article').filter({ hasText: 'Mole' });
    await mole.getByText(/^Version \d+$/).waitFor({ timeout: 60_000 });
    await phone.context.close();
  });
});

describe('the end of a site', () => {
  it('in another tab is told, and what was typed can still be copied', async () => {
    await field(page).fill('Words worth keeping');
    const second = await context.newPage();
    await second.goto(address);
    await second.getByRole('button', { name: 'More for this site' }).click();
    await second.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = second.getByRole('dialog');
    await dialog
      .getByRole('textbox')
      .fill((await page.getByRole('banner').getByRole('button').first().innerText()).trim());
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: /is deleted$/ }).waitFor();
    expect(await page.getByLabel('What you had typed').last().inputValue()).toBe('Words worth keeping');
    await picture(page, 'chat-gone-1440-light');
    expect(await barriers(page)).toEqual([]);
    await second.close();
    // What the API refused is told by the browser as well; what the site's own scripts say is theirs.
    expect(complaints.filter((text) => !/status of 4\d\d|is not defined/.test(text))).toEqual([]);
  });
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const field = (on: Page) => on.getByLabel('What should change next?');
const dock = (on: Page) => on.getByRole('form', { name: 'Ask for a change' });
const say = async (on: Page, text: string): Promise<void> => {
  await field(on).fill(text);
  await field(on).press('Enter');
};
const switchTo = (on: Page, mode: 'Build' | 'Ask') => dock(on).getByText(mode, { exact: true }).click();
const version = (on: Page, number: number) => on.getByRole('article').getByText(`Version ${number}`, { exact: true });
const building = (text: string, look: () => Promise<void>): Promise<void> =>
  whileBuilding(theatre, page, () => say(page, text), look);
