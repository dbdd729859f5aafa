import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, visit } from '../story/person.ts';
import { waitFor } from '../support/wait-for.ts';
import { LOOKS, barriers, logIn, picture, register, stage, type Stage } from './stage.ts';

const WISHES = [
  'Change the homepage title to Quiet furniture',
  'Add a page called Opening hours and link it in the menu',
  'Change the homepage title to Furniture for slow mornings',
  'Add a page called Workshop visits and link it in the menu',
];

let theatre: Stage;
let page: Page;
let complaints: readonly string[];
let ingrid: Person;
let site: string;

const versions = () => `/sites/${site}/versions`;
const list = () => page.getByRole('region', { name: 'All versions' });
const rows = () => list().locator('[data-row]');
const row = (number: number) =>
  list()
    .getByRole('listitem')
    .filter({ hasText: `Version ${number}` });
const numbers = async (): Promise<number[]> =>
  (await rows().allInnerTexts()).map((text) => Number(/Version (\d+)/.exec(text)?.[1]));
const shows = (expected: readonly number[]) =>
  waitFor(async () => (await numbers()).join() === expected.join(), { what: `the rows ${expected.join()}` });
/** The browser also reports each answer that is a refusal; those are looked at where they belong. */
const faults = (said: readonly string[]): string[] =>
  said.filter((text) => !text.startsWith('Failed to load resource'));
const menu = async (number: number, item: string | RegExp): Promise<void> => {
  await row(number).hover();
  await row(number)
    .getByRole('button', { name: `More for version ${number}` })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
};

beforeAll(async () => {
  theatre = await stage();
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  ingrid = new Person(theatre.house.port);
  await ingrid.logIn('ingrid@example.org');
  const made = await ingrid.createSite('Nordlys Studio', { starter: 'clean-blog' });
  site = made.site.id;
  await ingrid.ended(site, made.build.build);
  for (const wish of WISHES) {
    const turn = await ingrid.say(site, wish);
    expect([wish, (await ingrid.ended(site, turn.build)).state]).toEqual([wish, 'succeeded']);
  }
  await ingrid.demand('POST', `/api/sites/${site}/promote`, { version: 2 });
  await ingrid.demand('PATCH', `/api/sites/${site}/versions/2`, { note: 'Approved by the board, 12 Nov' });
  await ingrid.demand('POST', `/api/sites/${site}/versions/1/pin`);
}, 600_000);
afterAll(() => theatre[Symbol.asyncDispose]());

describe('the page of versions', () => {
  it('opens with what a publish would change, beside the list', async () => {
    await page.goto(versions());
    await shows([5, 4, 3, 2, 1]);
    await page.getByRole('heading', { name: /^Versions\s*5$/ }).waitFor();
    const compare = page.getByRole('region', { name: 'Versions 2 and 5 compared' });
    await compare.getByText('index.html').first().waitFor();
    for (const version of [2, 5])
      await page.frameLocator(`iframe[title="Version ${version}"]`).getByRole('heading').first().waitFor();
    await picture(page, 'versions-compare-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('moves the cut between both pages by the keyboard', async () => {
    const cut = page.getByRole('slider', { name: 'How much of each version is shown' });
    await cut.focus();
    await page.keyboard.press('Home');
    expect(await cut.getAttribute('aria-valuenow')).toBe('0');
    await page.keyboard.press('PageUp');
    expect(await cut.getAttribute('aria-valuenow')).toBe('10');
    await page.getByText('Beside', { exact: true }).click();
    await cut.waitFor({ state: 'detached' });
    await picture(page, 'versions-beside-1440-light');
  });

  it('lists the files that differ, and shows one by its lines', async () => {
    const compare = page.getByRole('region', { name: 'Versions 2 and 5 compared' });
    await compare.getByRole('tab', { name: /^Files/ }).click();
    await picture(page, 'versions-files-1440-light');
    await compare.getByRole('button', { name: /opening-hours\.html/ }).click();
    expect(await compare.getByRole('tab', { name: 'Text' }).getAttribute('aria-selected')).toBe('true');
    await compare.getByRole('region', { name: 'Changes of opening-hours.html' }).waitFor();
    expect(new URL(page.url()).searchParams.get('file')).toBe('opening-hours.html');
    await picture(page, 'versions-text-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('keeps the comparison in its address', async () => {
    await page.goto(`${versions()}?from=1&to=3&tab=text&file=index.html`);
    const compare = page.getByRole('region', { name: 'Versions 1 and 3 compared' });
    await compare.getByRole('region', { name: 'Changes of index.html' }).waitFor();
    await compare.getByRole('button', { name: 'Swap the two' }).click();
    await page.getByRole('region', { name: 'Versions 3 and 1 compared' }).waitFor();
    await page.getByRole('button', { name: /^Left: version 3/ }).click();
    await page.getByRole('menuitem', { name: 'Version 4' }).click();
    await page.getByRole('region', { name: 'Versions 4 and 1 compared' }).waitFor();
  });

  it('compares two that are chosen in the list', async () => {
    await page.goto(`${versions()}?version=5`);
    await page.getByRole('region', { name: 'Version 5', exact: true }).waitFor();
    await row(4).hover();
    await list().getByRole('checkbox', { name: 'Compare version 4' }).check();
    await list().getByText('another one to compare it with').waitFor();
    await list().getByRole('checkbox', { name: 'Compare version 3' }).click();
    await page.getByRole('region', { name: 'Versions 3 and 4 compared' }).waitFor();
  });
});

describe('what is said of a version', () => {
  it('is starred and noted, and found by it', async () => {
    await row(4).getByRole('button', { name: 'Star version 4' }).click();
    await row(4).getByRole('button', { name: 'Take the star of version 4 away' }).waitFor();
    await list().getByRole('button', { name: 'Starred only' }).click();
    await shows([4]);
    await list().getByRole('button', { name: 'Starred only' }).click();
    await shows([5, 4, 3, 2, 1]);
    await menu(3, 'Add a note');
    const dialog = page.getByRole('dialog', { name: 'Note at version 3' });
    await dialog.getByLabel('Note').fill('The one everyone liked');
    await picture(page, 'versions-note-1440-light');
    await dialog.getByRole('button', { name: 'Save the note' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(3).getByText('The one everyone liked').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('everyone LIKED');
    await shows([3]);
    await list().getByLabel('Search versions').fill('nothing of the kind');
    await list().getByRole('heading', { name: 'No version matches “nothing of the kind”' }).waitFor();
    await list().getByRole('button', { name: 'Show all versions' }).click();
    await shows([5, 4, 3, 2, 1]);
    await list().getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('menuitem', { name: 'Pinned' }).click();
    await shows([1]);
    await list().getByRole('button', { name: 'Filter, on' }).click();
    await page.getByRole('menuitem', { name: 'All versions' }).click();
    await shows([5, 4, 3, 2, 1]);
  });

  it('is told to another tab', async () => {
    await ingrid.demand('PATCH', `/api/sites/${site}/versions/4`, { note: 'From elsewhere' });
    await row(4).getByText('From elsewhere').waitFor();
  });

  it('is reached by the arrows', async () => {
    await rows().first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Version 4', exact: true }).waitFor();
    await picture(page, 'versions-look-1440-light');
    expect(await barriers(page)).toEqual([]);
  });
});

describe('the end of a version', () => {
  it('is refused with the reason while something needs it', async () => {
    await row(1).hover();
    await row(1).getByRole('button', { name: 'More for version 1' }).click();
    await page
      .getByRole('menuitem', { name: /^Delete/ })
      .getByText('It is pinned')
      .waitFor();
    await picture(page, 'versions-menu-1440-light');
    await page.keyboard.press('Escape');
  });

  it('takes it from the list and from its address', async () => {
    const { url } = (await ingrid.versions(site)).find(({ number }) => number === 3) ?? { url: '' };
    await menu(3, /^Delete/);
    const dialog = page.getByRole('dialog', { name: 'Delete version 3?' });
    await picture(page, 'versions-delete-1440-light');
    await dialog.getByRole('button', { name: 'Delete version 3' }).click();
    await shows([5, 4, 2, 1]);
    await waitFor(async () => (await visit(theatre.house.sitesPort, new URL(url).host, '/')).status === 410, {
      what: 'the host to know',
    });
    await page.goto(`${versions()}?version=3`);
    await page.getByText('Version 3 was deleted; choose another version.').waitFor();
    await picture(page, 'versions-deleted-1440-light');
  });
});

describe('a date in the past', () => {
  it('is rolled back to, with what was live then', async () => {
    await ingrid.demand('POST', `/api/sites/${site}/promote`, { version: 5 });
    const { at } = (await ingrid.site(site)).live ?? { at: '' };
    await page.goto(versions());
    await page.getByRole('button', { name: 'Roll back to a date' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back to a date' });
    // Within ten milliseconds before version 5 went live; a last digit that is not 0 stays as it is written.
    const before = Date.parse(at) - 1;
    const moment = before % 10 === 0 ? before - 1 : before;
    const local = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000).toISOString().slice(0, 23);
    await dialog.getByLabel('What was live on').fill(local);
    await dialog.getByText('Version 2 was live then').waitFor();
    await picture(page, 'versions-roll-back-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Go on with version 2' }).click();
    const confirm = page.getByRole('dialog', { name: 'Roll back to version 2' });
    expect(await confirm.getByRole('textbox').inputValue()).toMatch(/^As it was live on /);
    await confirm.getByRole('button', { name: 'Roll back to version 2' }).click();
    await waitFor(async () => (await ingrid.site(site)).live?.version === 2, { what: 'version 2 to be live' });
  });

  it('waits while live is locked, and says by whom and why', async () => {
    await ingrid.demand('POST', `/api/sites/${site}/lock-live`, { reason: 'Sale until Sunday' });
    await page.goto(`${versions()}?version=5`);
    const view = page.getByRole('region', { name: 'Version 5', exact: true });
    const publish = view.getByRole('button', { name: 'Publish 5' });
    await publish.waitFor();
    expect(await publish.getAttribute('title')).toBe(
      'Live is locked by Ingrid Solheim (Sale until Sunday): unlock it first',
    );
    await ingrid.demand('POST', `/api/sites/${site}/unlock-live`);
  });
});

describe('a download', () => {
  it('hands the files over as a zip', async () => {
    await page.goto(versions());
    await shows([5, 4, 2, 1]);
    const [download] = await Promise.all([page.waitForEvent('download'), menu(2, 'Download as zip')]);
    expect(download.suggestedFilename()).toBe('nordlys-studio-v2.zip');
  });
});

describe('the look of it', () => {
  it('is right on a phone and in the dark, without a barrier', async () => {
    for (const [width, dark] of LOOKS) {
      const visitor = await theatre.visitor({ width, dark });
      await logIn(visitor.page);
      const look = `${width}-${dark ? 'dark' : 'light'}`;
      await visitor.page.goto(versions());
      await visitor.page.getByRole('button', { name: 'Roll back to a date' }).waitFor();
      await visitor.page.getByText('Version 5').filter({ visible: true }).first().waitFor();
      await picture(visitor.page, `versions-${look}`);
      expect([look, await barriers(visitor.page)]).toEqual([look, []]);
      await visitor.page.goto(`${versions()}?from=2&to=5`);
      await visitor.page.frameLocator('iframe[title="Version 5"]').getByRole('heading').first().waitFor();
      await visitor.page.getByRole('region', { name: 'Changes of index.html' }).waitFor();
      await picture(visitor.page, `versions-compare-${look}`);
      expect([look, await barriers(visitor.page)]).toEqual([look, []]);
      await visitor.page.goto(`${versions()}?version=2`);
      await visitor.page.getByRole('region', { name: 'Version 2', exact: true }).waitFor();
      await picture(visitor.page, `versions-look-${look}`);
      await visitor.context.close();
      expect([look, faults(visitor.complaints)]).toEqual([look, []]);
    }
    expect(faults(complaints)).toEqual([]);
  });
});
