import { packTree } from '@pagewright/artifacts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, type Version } from '../story/person.ts';
import { waitFor } from '../support/wait-for.ts';
import { LOOKS, barriers, logIn, picture, register, stage, type Stage } from './stage.ts';

let theatre: Stage;
let page: Page;
let complaints: readonly string[];
let ingrid: Person;
let site: string;

/** A small site with one fault of each kind that its author may not see. */
const FILES = {
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nordlys</title>
    <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css"></head><body>
    <h1>Furniture for slow mornings</h1><p>Handmade in Bergen since 2011.</p><img src="chair.svg">
    <a href="visits.html">Visits</a><script src="site.js"></script></body></html>`,
  'visits.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Visits</title>
    <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css"></head><body>
    <h1>Workshop visits</h1><table class="hours"><tr><td>Thursdays and Saturdays</td></tr></table>
    <a href="./">Home</a></body></html>`,
  'style.css': `body { margin: 0; padding: 40px; font: 20px/1.5 Georgia, serif; color: #1c1a17; background: #f6f2ea }
    h1 { font-size: 56px; line-height: 1.1 } .hours { width: 720px } a { color: #1d4fbf }`,
  'site.js': 'document.querySelector("#nothing").hidden = true;',
  'chair.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="300"><rect width="40" height="20" fill="#2f4a3a"/></svg>',
};

beforeAll(async () => {
  theatre = await stage();
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  ingrid = new Person(theatre.house.port);
  await ingrid.logIn('ingrid@example.org');
  const archive = await packTree(new Map(Object.entries(FILES).map(([path, text]) => [path, Buffer.from(text)])));
  const { digest } = await ingrid.demand<{ digest: string }>('POST', '/api/uploads', archive);
  const created = await ingrid.createSite('Nordlys Studio', { upload: digest });
  site = created.site.id;
  await ingrid.ended(site, created.build.build);
}, 600_000);
afterAll(() => theatre[Symbol.asyncDispose]());

/** Until the pictures on the page are there; pages of the site in frames may take their time. */
const drawn = (shown: Page, selector: string): Promise<unknown> =>
  waitFor(
    () =>
      shown.evaluate<boolean>(
        `(() => { const all = [...document.querySelectorAll(${JSON.stringify(selector)})];
          return all.length > 0 && all.every((image) => image.naturalWidth > 0); })()`,
      ),
    { timeout: 30_000, what: `the pictures ${selector} to be drawn` },
  );
const checked = async (number: number): Promise<Version> =>
  waitFor(
    async () => (await ingrid.versions(site)).find((one) => one.number === number && one.checks.state !== 'pending'),
    { timeout: 120_000, what: `version ${number} to be checked` },
  );

describe('the browser checks', () => {
  it('find what speaks against a version, and picture it', async () => {
    await page.goto(`/sites/${site}`);
    const version = await checked(1);
    expect(version.checks).toMatchObject({ state: 'failed', reason: null });
    const { body } = await ingrid.ask<string>('GET', `/api/sites/${site}/versions/1/checks`);
    const rules = (body as unknown as { findings: { rule: string; page: string }[] }).findings;
    expect(rules.map(({ page: path, rule }) => `${path} ${rule}`)).toEqual([
      'index.html script-error',
      'index.html image-alt',
      'visits.html overflow',
    ]);
  });

  it('serve pictures that are small and never change to whoever was told of them, and to nobody else', async () => {
    const { thumbnail } = await checked(1);
    const address = new URL(thumbnail ?? '', theatre.address);
    const answer = await fetch(address);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await answer.arrayBuffer()).byteLength).toBeLessThanOrEqual(20_000);
    const again = await fetch(address, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    address.searchParams.set('digest', 'a'.repeat(64));
    expect((await fetch(address)).status).toBe(404);
    address.searchParams.delete('digest');
    expect((await fetch(address)).status).toBe(401);
  });

  it('stand in their tab, page by page, with pictures that can be enlarged', async () => {
    await page.getByRole('tab', { name: 'Checks 3' }).click();
    const home = page.getByRole('region', { name: 'index.html' });
    await home.getByText('A script of index.html stops').waitFor();
    await home.getByText('1 image of index.html has no alt text').waitFor();
    await page.getByRole('region', { name: 'visits.html' }).getByText('people scroll sideways').waitFor();
    await drawn(page, '.shots img');
    await picture(page, 'checks-1440-light');
    expect(await barriers(page)).toEqual([]);
    await home.getByRole('button', { name: 'index.html at 390 px' }).click();
    await page.getByRole('dialog', { name: 'index.html' }).getByRole('img').waitFor();
    await picture(page, 'checks-enlarged-1440-light');
    await page.keyboard.press('Escape');
  });

  it('put a request that mends it into the message field', async () => {
    const home = page.getByRole('region', { name: 'index.html' });
    await home.getByRole('button', { name: 'Fix it' }).last().click();
    const composer = page.getByLabel('What should change next?');
    await waitFor(async () => (await composer.inputValue()).startsWith('Write alt texts'), { what: 'the request' });
    await composer.fill('Change the heading on the home page to Furniture for long evenings');
    await composer.press('Enter');
  });

  it('tell what a version brought from what was there before', async () => {
    const version = await checked(2);
    expect(version.checks).toMatchObject({ state: 'passed', count: 0 });
    await page.getByRole('tab', { name: 'Checks', exact: true }).click();
    await page.getByText('2 findings that the version before had too').waitFor();
  });

  it('are part of what is looked at before publishing', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish version 2' });
    await dialog.getByText('2 pages load at 1280 and 390 px').waitFor();
    await dialog.getByText('No new script errors').waitFor();
    await drawn(page, '[role=dialog] img');
    await picture(page, 'publish-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 is live').first().waitFor();
  });

  it('picture the rows of versions and the cards of sites', async () => {
    await page.goto(`/sites/${site}/versions`);
    await drawn(page, 'li img');
    await picture(page, 'versions-pictured-1440-light');
    await page.goto('/sites');
    await drawn(page, 'article img');
    await picture(page, 'sites-pictured-1440-light');
    expect(complaints).toEqual([]);
  });

  it('look right on a phone and in the dark, without a barrier', { timeout: 400_000 }, async () => {
    for (const [width, dark] of LOOKS) {
      const visitor = await theatre.visitor({ width, dark });
      await logIn(visitor.page);
      await visitor.page.goto(`/sites/${site}`);
      if (width === 390) await visitor.page.getByText('Preview', { exact: true }).first().click();
      await visitor.page.getByRole('tab', { name: 'Checks', exact: true }).click();
      await visitor.page.getByRole('region', { name: 'index.html' }).waitFor();
      await drawn(visitor.page, '.shots img');
      const look = `${width}-${dark ? 'dark' : 'light'}`;
      await picture(visitor.page, `checks-${look}`);
      expect(await barriers(visitor.page)).toEqual([]);
      await visitor.page.goto(`/sites/${site}/versions?version=1`);
      await visitor.page.getByRole('button', { name: 'Roll back to 1' }).click();
      await visitor.page.getByRole('dialog').getByText('2 pages load').waitFor();
      await picture(visitor.page, `roll-back-${look}`);
      expect(await barriers(visitor.page)).toEqual([]);
      await visitor.context.close();
    }
  });
});
