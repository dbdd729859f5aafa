import { gzipSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zip } from '../../contexts/artifacts/testing/crafted-zips.ts';
import { gitServer, type GitServer } from '../../contexts/artifacts/testing/git-server.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barriers, picture, register, type Stage, stage } from './stage.ts';

let theatre: Stage;
let git: GitServer;
let folder: TemporaryFolder;
let page: Page;
let complaints: readonly string[];

const SCRIPT_BUDGET = 150 * 1024;

beforeAll(async () => {
  theatre = await stage({ PAGEWRIGHT_OUTBOUND_ALLOW: '127.0.0.0/8' });
  [git, folder] = await Promise.all([gitServer(), temporaryFolder('start')]);
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
}, 300_000);
afterAll(async () => {
  await git?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
  await theatre?.[Symbol.asyncDispose]();
});

const dialog = () => page.getByRole('dialog');
const usable = () => dialog().getByRole('button', { name: 'Use these files' });
const build = () => page.getByRole('form', { name: 'New site' }).getByRole('button', { name: 'Create' });
const versionMade = () =>
  page.getByRole('article').getByText('Version 1', { exact: true }).waitFor({ timeout: 90_000 });
const hasFocus = (field: Locator): Promise<boolean> => field.evaluate((one) => one.matches(':focus'));
const html = '<!doctype html><html lang="en"><title>Ours</title><h1>Brought along</h1></html>';

describe('the start page', () => {
  it('shows a template, lets one look at it and use it', async () => {
    await page
      .getByRole('button', { name: /^Look at / })
      .nth(1)
      .click();
    await dialog().getByRole('heading', { name: 'Trattoria', exact: true }).waitFor();
    await page.frameLocator('[role=dialog] iframe').getByRole('heading').first().waitFor();
    await picture(page, 'look-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Use this' }).click();
    await page.getByRole('button', { name: 'Template: Trattoria' }).waitFor();
    await expect.poll(() => hasFocus(page.getByLabel('What should change first'))).toBe(true);
  });

  it('makes a site of a zip, and refuses what is none before it travels', async () => {
    await page.getByRole('button', { name: /^Upload a zip/ }).click();
    const files = dialog().locator('input[type=file]');
    await files.setInputFiles({ name: 'photo.zip', mimeType: 'application/zip', buffer: Buffer.from('GIF89a') });
    await dialog().getByText('photo.zip is neither a zip nor a tar.gz').waitFor();
    const buffer = zip({ name: 'site/index.html', content: html }, { name: '__MACOSX/x', content: 'x' });
    await files.setInputFiles({ name: 'ours.zip', mimeType: 'application/zip', buffer });
    await usable().waitFor();
    await dialog().getByText('1 file, 1 page').waitFor();
    await picture(page, 'import-zip-1440-light');
    expect(await barriers(page)).toEqual([]);
    await usable().click();
    await build().click();
    await versionMade();
  });

  it('makes a site of a folder, without its packages', async () => {
    await page.goto('/');
    const root = join(folder.path, 'my-site');
    await mkdir(join(root, 'node_modules', 'a'), { recursive: true });
    await writeFile(join(root, 'index.html'), html);
    await writeFile(join(root, 'node_modules', 'a', 'index.js'), 'x');
    await page.getByRole('button', { name: /^Choose a folder/ }).click();
    await dialog().locator('input[type=file]').setInputFiles(root);
    await usable().waitFor();
    await dialog().getByText('1 file, 1 page').waitFor();
    await dialog()
      .getByText(/^Left out: 1 entry/)
      .waitFor();
    await usable().click();
    await page.getByRole('form', { name: 'New site' }).getByText('my-site').waitFor();
    await build().click();
    await versionMade();
  });

  it('makes a site of a repository, and says what is wrong with an address at its field', async () => {
    await page.goto('/');
    await page.getByRole('button', { name: /^From a git address/ }).click();
    await dialog().getByLabel('Address').fill(`${git.url}/page`);
    await dialog().getByRole('button', { name: 'Import' }).click();
    await dialog().getByText('No git repository answers at this address').waitFor({ timeout: 60_000 });
    await picture(page, 'import-git-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog()
      .getByLabel('Address')
      .fill(await git.repository('ours', [{ 'index.html': html }]));
    await dialog().getByRole('button', { name: 'Import' }).click();
    await usable().click({ timeout: 60_000 });
    await build().click();
    await versionMade();
  });

  it('searches sites and pages by the keyboard alone', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'What are we making?' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /my-site/ }).waitFor();
    await picture(page, 'search-1440-light');
    expect(await barriers(page)).toEqual([]);
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    await page.keyboard.type('my-si');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sites\/[^/]+$/);
    await page.goto('/sites');
    await page.getByRole('heading', { name: 'my-site' }).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await dialog().getByText('Search sites and pages').waitFor();
    await picture(page, 'shortcuts-1440-light');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    expect(await hasFocus(page.getByLabel('Search sites'))).toBe(true);
  });

  it('stays under its budget of script, and says when it painted', async () => {
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script' && response.url().startsWith(`${theatre.address}/assets/`))
        scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.evaluate('sessionStorage.clear()');
    await page.goto('/', { waitUntil: 'networkidle' });
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    const painted = await page.evaluate<number>(`new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      });
    })`);
    console.info(
      `start page: ${bytes} bytes of script gzipped, largest contentful paint after ${Math.round(painted)} ms`,
    );
    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(SCRIPT_BUDGET);
  });
});
