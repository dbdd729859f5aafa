import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visit } from '../story/person.ts';
import { waitFor } from '../support/wait-for.ts';
import { LOOKS, barriers, chooseTemplate, logIn, picture, register, stage, type Stage } from './stage.ts';

let theatre: Stage;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  theatre = await stage();
  ({ page, complaints } = await theatre.visitor());
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

const composer = () => page.getByLabel('What should change next?');
const say = async (text: string): Promise<void> => {
  await composer().fill(text);
  await composer().press('Enter');
};
const versionShown = (number: number) => page.getByRole('article').getByText(`Version ${number}`, { exact: true });
const liveVersion = async (): Promise<number | undefined> => {
  const { status, body } = await visit(theatre.house.sitesPort, 'clean-blog.localhost', '/.well-known/pagewright.json');
  return status === 200 ? (JSON.parse(body.toString()) as { version: number }).version : undefined;
};

describe('a newcomer in the browser', () => {
  it('registers with the set-up code', async () => {
    await page.goto('/');
    await page.getByLabel('Set-up code').waitFor();
    await picture(page, 'set-up-1440-light');
    expect(await barriers(page)).toEqual([]);
    await register(page, theatre);
    await page
      .getByRole('button', { name: /^Look at / })
      .first()
      .waitFor();
    await picture(page, 'start-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('begins from a starter with a first wish and watches it happen', async () => {
    await chooseTemplate(page, 'Clean Blog');
    await page.getByLabel('What should change first').fill('Change the homepage title to Welcome');
    await page.getByRole('button', { name: 'Build' }).click();
    await page.getByRole('log', { name: 'Messages' }).waitFor();
    await versionShown(2).waitFor({ timeout: 60_000 });
    await picture(page, 'chat-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('sees the change in the preview', async () => {
    const frame = page.frameLocator('section[aria-label="Preview"] iframe');
    await frame.getByRole('heading', { name: 'Welcome' }).first().waitFor();
  });

  it('sees the same turns after a reload', async () => {
    const before = await page.getByRole('article').allInnerTexts();
    await page.reload();
    await versionShown(2).waitFor();
    expect((await page.getByRole('article').allInnerTexts()).map(withoutTimes)).toEqual(before.map(withoutTimes));
  });

  it('gets suggestions where the agent declines, and puts one into the field', async () => {
    const wish = 'Connect the site to our warehouse and show the stock of each shop';
    await say(wish);
    const declined = page.getByRole('article', { name: wish }).filter({ hasText: 'What I can do instead:' });
    const suggestion = declined.getByRole('button').first();
    await suggestion.waitFor({ timeout: 60_000 });
    await picture(page, 'chat-declined-1440-light');
    const text = (await suggestion.innerText()).trim();
    await suggestion.click();
    expect(await composer().inputValue()).toBe(text);
    await composer().fill('');
  });

  it('publishes what was previewed', async () => {
    await page.getByRole('banner').getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing is live yet').waitFor();
    await picture(page, 'publish-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Publish version 2' }).click();
    await waitFor(async () => (await liveVersion()) === 2, { what: 'version 2 to be live', timeout: 30_000 });
    await page.getByText('Version 2 is live').first().waitFor();
    const { body } = await visit(theatre.house.sitesPort, 'clean-blog.localhost', '/');
    expect(body.toString()).toContain('Welcome');
  });

  it('publishes a next version, rolls back with a reason, and restores', async () => {
    await say('Add a page called Opening hours and link it in the menu');
    await versionShown(3).waitFor({ timeout: 60_000 });
    await page.getByRole('banner').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish version 3' }).click();
    await waitFor(async () => (await liveVersion()) === 3, { what: 'version 3 to be live', timeout: 30_000 });

    await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('region', { name: 'All versions' }).getByText('Version 2', { exact: true }).click();
    const view = page.getByRole('region', { name: 'Version 2' });
    await view.getByRole('button', { name: 'Roll back to 2' }).waitFor();
    await picture(page, 'versions-1440-light');
    expect(await barriers(page)).toEqual([]);
    await view.getByRole('button', { name: 'Roll back to 2' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('The hours were wrong');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back to version 2' }).click();
    await waitFor(async () => (await liveVersion()) === 2, { what: 'version 2 to be live again', timeout: 30_000 });

    await view.getByRole('button', { name: 'Restore as 4' }).click();
    await page
      .getByRole('region', { name: 'All versions' })
      .getByText('Version 4', { exact: true })
      .waitFor({ timeout: 30_000 });
  });

  it('finds every step in the history', async () => {
    await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'History' }).click();
    for (const step of [
      'Site created',
      'Ingrid Solheim asked for a change',
      'Build began',
      'Version 2',
      'Change declined',
      'Version 2 published',
      'On the web host',
    ]) {
      await page.getByLabel('Filter events').fill(step);
      await page.getByRole('option').getByText(step, { exact: true }).first().waitFor();
    }
    await page.getByLabel('Filter events').fill('');
    await picture(page, 'history-now-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('looks right on a phone and in the dark, without a barrier', async () => {
    const address = page.url();
    const places = {
      start: '/',
      sites: '/sites',
      chat: address.replace(/\/history$/, ''),
      versions: address.replace(/history$/, 'versions'),
      history: address,
    };
    for (const [width, dark] of LOOKS) {
      const visitor = await theatre.visitor({ width, dark });
      await logIn(visitor.page);
      for (const [name, place] of Object.entries(places)) {
        await visitor.page.goto(place);
        await visitor.page.getByRole('heading', { level: 1 }).first().waitFor();
        await visitor.page.waitForLoadState('networkidle');
        await picture(visitor.page, `${name}-${width}-${dark ? 'dark' : 'light'}`);
        expect(await barriers(visitor.page), `${name} at ${width} px`).toEqual([]);
        const overflow = await visitor.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
      }
      expect(unexpected(visitor.complaints)).toEqual([]);
      await visitor.context.close();
    }
  });

  it('stays logged in over a reload, and is out after logging out', async () => {
    await page.goto('/sites');
    await page.getByRole('heading', { name: 'Sites', exact: true }).waitFor();
    await picture(page, 'sites-1440-light');
    await page.getByRole('button', { name: 'Account of Ingrid Solheim' }).first().click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.goto('/sites');
    await page.getByLabel('Password').waitFor();
  });

  it('heard no complaint from the browser', () => {
    expect(unexpected(complaints)).toEqual([]);
  });
});

/** Before anybody is logged in there is no session to renew: the browser notes that answer by itself. */
const unexpected = (complaints: readonly string[]): string[] => complaints.filter((text) => !text.includes('401'));

const withoutTimes = (text: string): string => text.replaceAll(/\d+(:\d+)?( s| min|$)|a moment ago|now/g, '');
