import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../story/person.ts';
import { LOOKS, barriers, logIn, picture, register, type Stage, stage } from './stage.ts';

let theatre: Stage;
let page: Page;

beforeAll(async () => {
  theatre = await stage();
  ({ page } = await theatre.visitor());
  await register(page, theatre);
}, 300_000);
afterAll(() => theatre?.[Symbol.asyncDispose]());

const card = (name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const choose = async (site: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `More for ${site}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

describe('the sites page', () => {
  it('says that there is nothing yet, and where to begin', async () => {
    await page.goto('/sites');
    await page.getByRole('heading', { name: 'No sites yet' }).waitFor();
    await picture(page, 'sites-empty-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('shows sites as they are made, sorted and searched', async () => {
    const ingrid = new Person(theatre.house.port);
    await ingrid.logIn('ingrid@example.org');
    for (const name of ['Nordlys Studio', 'Lume']) {
      const { site, build } = await ingrid.createSite(name, { starter: 'agency' });
      await ingrid.ended(site.id, build.build);
    }
    await card('Lume').getByText('Draft').waitFor();
    const order = () => page.getByRole('article').getByRole('heading').allInnerTexts();
    await page.getByRole('button', { name: /^Sorted by/ }).click();
    await page.getByRole('menuitem', { name: 'Name' }).click();
    await expect.poll(order).toEqual(['Lume', 'Nordlys Studio']);
    await page.getByLabel('Search sites').fill('nord');
    await expect.poll(order).toEqual(['Nordlys Studio']);
    await page.getByLabel('Search sites').fill('nothing like it');
    await page.getByText('No site matches').waitFor();
    await page.getByRole('button', { name: 'Show all sites' }).click();
    await card('Lume').waitFor();
  });

  it('duplicates a site, and the copy is one of its own', async () => {
    await choose('Lume', 'Duplicate');
    await page.getByRole('dialog').getByLabel('Name').fill('Lume by the sea');
    await confirm('Duplicate').click();
    await card('Lume by the sea').getByText('Version 1', { exact: true }).waitFor({ timeout: 60_000 });
    await card('Lume').waitFor();
  });

  it('disables, enables, and deletes only what was typed', async () => {
    await choose('Lume', 'Disable');
    await card('Lume').getByText('Disabled', { exact: true }).waitFor();
    await choose('Lume', 'Enable');
    await card('Lume').getByText('Draft').waitFor();
    await choose('Lume by the sea', 'Delete');
    await page.getByRole('dialog').getByText('This removes 1 version').waitFor();
    expect(await confirm('Delete the site').isDisabled()).toBe(true);
    await page.getByRole('dialog').getByRole('textbox').fill('Lume by the sea');
    await picture(page, 'sites-delete-1440-light');
    expect(await barriers(page)).toEqual([]);
    await confirm('Delete the site').click();
    await card('Lume by the sea').waitFor({ state: 'detached' });
    await card('Lume').waitFor();
  });

  it('says that it could not be loaded, and loads again', async () => {
    await page.route('**/api/sites?*', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.reload();
    await page.getByRole('heading', { name: 'The sites did not load' }).waitFor();
    await picture(page, 'sites-failed-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.unroute('**/api/sites?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await card('Lume').waitFor();
  });

  it('says that one is offline, and keeps what is shown', async () => {
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await card('Lume').waitFor();
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
  });

  it.each([[1440, false], ...LOOKS] as const)('fits at %i px, dark: %s', async (width, dark) => {
    const visitor = await theatre.visitor({ width, dark });
    await logIn(visitor.page);
    await visitor.page.goto('/sites');
    await visitor.page.getByRole('heading', { name: 'Lume' }).waitFor();
    await visitor.page.waitForLoadState('networkidle');
    await picture(visitor.page, `sites-${width}-${dark ? 'dark' : 'light'}`);
    expect(await barriers(visitor.page)).toEqual([]);
    expect(
      await visitor.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
    await visitor.context.close();
  });
});
