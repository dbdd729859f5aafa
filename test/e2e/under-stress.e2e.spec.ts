import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { waitFor } from '../support/wait-for.ts';
import { barriers, chooseTemplate, logIn, picture, register, type Stage, stage } from './stage.ts';
import { whileBuilding } from './while-building.ts';

let theatre: Stage;
let page: Page;
let context: BrowserContext;
let elsewhere: { page: Page; context: BrowserContext };
let address: string;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, context } = await theatre.visitor());
  await register(page, theatre);
  await chooseTemplate(page, 'Agency');
  await page.getByRole('button', { name: 'Create' }).click();
  await version(page, 1).waitFor({ timeout: 60_000 });
  address = page.url();
  elsewhere = await theatre.visitor();
  await logIn(elsewhere.page);
  await open(elsewhere.page);
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

describe('a site that is used from several places under trouble', () => {
  it('shows the same turns in two tabs while they happen and after', async () => {
    const second = await context.newPage();
    await open(second);
    await say(page, 'Change the main heading to "Fjord and Co"');
    await Promise.all([page, second].map((tab) => version(tab, 2).waitFor({ timeout: 60_000 })));
    await seeTheSame(page, second);
    await second.close();
  });

  it('shows the same build after a reload in its middle, and never moves the preview', async () => {
    const before = await previewPlace();
    await whileBuilding(
      theatre,
      page,
      () => say(page, 'Make the primary colour teal'),
      async () => {
        expect(await previewPlace()).toEqual(before);
        const shown = await turns(page);
        await page.reload({ waitUntil: 'domcontentloaded' });
        await page.getByRole('progressbar').waitFor();
        expect(await turns(page)).toEqual(shown);
      },
    );
    await version(page, 3).waitFor({ timeout: 60_000 });
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    expect(await previewPlace()).toEqual(before);
  });

  it('queues while it builds, takes a message out of the queue, and stops the build', async () => {
    await whileBuilding(
      theatre,
      page,
      () => say(page, 'Change the heading "Services" to "What we do"'),
      async () => {
        await say(page, 'Add a page called Prices and link it in the menu');
        const queue = page.getByRole('form', { name: 'Ask for a change' }).getByRole('listitem');
        await queue.filter({ hasText: 'Prices' }).waitFor();
        await picture(page, 'chat-queued-1440-light');
        expect(await barriers(page)).toEqual([]);
        await page.getByRole('button', { name: /^Remove “Add a page called Prices/ }).click();
        await queue.waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Stop' }).click();
        await page.getByText('Stopping…').first().waitFor();
      },
    );
    await page.getByText('Stopped by Ingrid Solheim').waitFor({ timeout: 60_000 });
    await page.getByText('Ingrid Solheim took it out of the queue').waitFor();
    expect(await version(page, 4).count()).toBe(0);
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  });

  it('catches up without a gap after its connection was lost, and sends what was typed meanwhile', async () => {
    await elsewhere.context.setOffline(true);
    await elsewhere.page.getByText('You are offline. What you type is kept.').first().waitFor();
    await say(elsewhere.page, 'Change the browser title to "Fjord and Co"');
    await elsewhere.page.getByText(/^(Sending|Not sent yet)/).waitFor();
    await say(page, 'change the heading');
    await page.getByText('What shall the heading say?').waitFor({ timeout: 60_000 });
    await page.getByLabel('Your answer').fill('Made by the fjord');
    await page.getByRole('button', { name: 'Answer' }).click();
    await version(page, 4).waitFor({ timeout: 60_000 });
    expect(await version(elsewhere.page, 4).count()).toBe(0);
    await elsewhere.context.setOffline(false);
    await Promise.all([page, elsewhere.page].map((tab) => version(tab, 5).waitFor({ timeout: 60_000 })));
    await seeTheSame(page, elsewhere.page);
    expect((await turns(page)).join('\n')).not.toContain('lost');
  });

  it('loads the preview again that it could not load without a network', async () => {
    const heading = elsewhere.page.frameLocator('iframe').last().getByText('Made by the fjord').first();
    await heading.waitFor({ timeout: 60_000 });
    await elsewhere.context.setOffline(true);
    await elsewhere.page.getByRole('button', { name: 'Load the page again' }).click();
    await heading.waitFor({ state: 'detached' });
    await elsewhere.context.setOffline(false);
    await heading.waitFor({ timeout: 60_000 });
  });

  it('tells whoever loses a publish race what was published meanwhile and by whom', async () => {
    await page.getByRole('banner').getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing is live yet').waitFor();
    await elsewhere.page.goto(`${address.split('?')[0]}/versions?version=2`);
    await elsewhere.page.getByRole('button', { name: 'Publish 2' }).click();
    await elsewhere.page.getByRole('dialog').getByRole('button', { name: 'Publish version 2' }).click();
    await elsewhere.page.getByText('Version 2 is live').first().waitFor({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Publish version 5' }).click();
    await dialog.getByText('Not published: Ingrid Solheim published version 2').waitFor();
    await picture(page, 'publish-overtaken-1440-light');
    await dialog.getByRole('button', { name: 'Publish version 5' }).click();
    await page.getByText('Version 5 is live').first().waitFor({ timeout: 60_000 });
  });

  it('keeps what was typed when the session ends meanwhile, and sends it after the next log in', async () => {
    const { page: tab, context: browser } = elsewhere;
    await open(tab);
    await tab.getByLabel('What should change next?').fill('Change the browser title to "Tide"');
    await browser.clearCookies();
    await tab.route('**/api/sites/*/builds', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401,"title":"ended"}' }),
    );
    await tab.getByLabel('What should change next?').press('Enter');
    await tab.getByLabel('Password').waitFor();
    await tab.unroute('**/api/sites/*/builds');
    await tab.getByLabel('E-mail').fill('ingrid@example.org');
    await tab.getByLabel('Password').fill('a long enough secret');
    await tab.locator('form button[type=submit]').click();
    await tab
      .getByRole('article')
      .filter({ hasText: 'Tide' })
      .getByText('Version 6', { exact: true })
      .waitFor({ timeout: 60_000 });
    expect(await tab.getByLabel('What should change next?').inputValue()).toBe('');
  });

  it('does the main job on a phone', async () => {
    const phone = await theatre.visitor({ width: 390, dark: true });
    await logIn(phone.page);
    await phone.page.getByLabel('What should change first').fill('Change the homepage title to Harbour');
    await phone.page.getByRole('button', { name: 'Build' }).click();
    await version(phone.page, 2).waitFor({ timeout: 60_000 });
    await phone.page.getByRole('article').last().getByRole('button', { name: 'Preview' }).click();
    const frame = phone.page.frameLocator('section[aria-label="Preview"] iframe');
    await frame.getByRole('heading', { name: 'Harbour' }).first().waitFor();
    await picture(phone.page, 'preview-390-dark');
    expect(await barriers(phone.page)).toEqual([]);
    await phone.page.getByRole('banner').getByRole('button', { name: 'Publish', exact: true }).click();
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Publish version 2' }).click();
    await phone.page.getByText('Version 2 is live').first().waitFor({ timeout: 60_000 });
    await phone.context.close();
  });
});

const say = async (on: Page, text: string): Promise<void> => {
  await on.getByLabel('What should change next?').fill(text);
  await on.getByLabel('What should change next?').press('Enter');
};
const version = (on: Page, number: number) => on.getByRole('article').getByText(`Version ${number}`, { exact: true });
const open = async (on: Page): Promise<void> => {
  await on.goto(address);
  await version(on, 1).waitFor();
};
const previewPlace = () => page.locator('section[aria-label="Preview"] iframe').last().boundingBox();

/** What stands in the conversation, without its clocks. */
const turns = async (on: Page): Promise<string[]> =>
  (await on.getByRole('article').allInnerTexts()).map((text) =>
    text.replaceAll(/\d+(:\d+)?( s| min|$)|a moment ago|now/g, ''),
  );
const seeTheSame = async (one: Page, other: Page): Promise<void> => {
  await waitFor(async () => JSON.stringify(await turns(one)) === JSON.stringify(await turns(other)), {
    what: 'both to show the same turns',
    timeout: 15_000,
  });
};
