import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createInstallation, type Installation } from '../story/installation.ts';

/** Of whoever registers first. */
export const EMAIL = 'ingrid@example.org';
const TEMPLATE = /\/api\/starters\/[^/]+\/site\//;
/** Every page that is open, with what its browser complained of, so that a failure can be looked at. */
export const openPages = new Map<Page, readonly string[]>();
/** Every installation that runs. */
export const openHouses = new Set<Installation>();
const PICTURES = resolve(import.meta.dirname, '../artifacts/screenshots');

export interface Stage extends AsyncDisposable {
  readonly house: Installation;
  readonly browser: Browser;
  readonly address: string;
  /** A browser of one's own: nobody is logged in. */
  visitor(options?: {
    width?: number;
    dark?: boolean;
  }): Promise<{ page: Page; context: BrowserContext; complaints: readonly string[] }>;
}

/** The whole product on one machine and a real Chromium before it. */
export const stage = async (environment: Readonly<Record<string, string>> = {}): Promise<Stage> => {
  const folder = await temporaryFolder('e2e');
  const house = await createInstallation(folder.path, environment);
  await house.start();
  openHouses.add(house);
  const browser = await chromium();
  await mkdir(PICTURES, { recursive: true });
  return {
    house,
    browser,
    address: `http://127.0.0.1:${house.port}`,
    visitor: async ({ width = 1440, dark = false } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 844 : 900 },
        colorScheme: dark ? 'dark' : 'light',
        baseURL: `http://127.0.0.1:${house.port}`,
      });
      const complaints: string[] = [];
      context.on('page', (opened) => {
        openPages.set(opened, complaints);
        opened.on('close', () => openPages.delete(opened));
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        // What people's own sites say in their frames is theirs, and so is what a template's does.
        const { url } = message.location();
        const ours = url.startsWith(`http://127.0.0.1:${house.port}`) && !TEMPLATE.test(`${url} ${message.text()}`);
        // Whoever is not logged in asks for a session once and hears that there is none.
        const asked = url.endsWith('/api/sessions/refresh') && message.text().includes('401');
        if (message.type() === 'error' && ours && !asked) complaints.push(message.text());
      });
      page.on('pageerror', ({ message, stack = '' }) => {
        const isTheirs = /https?:\/\//.test(stack) && !stack.includes(`http://127.0.0.1:${house.port}/`);
        if (!isTheirs && !TEMPLATE.test(stack)) complaints.push(`${message} ${stack}`);
      });
      return { page, context, complaints };
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      openHouses.delete(house);
      await house[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

/**
 * Beside 1440 px in the light, where the specs do their work: a phone in the dark, so that each width and theme is looked
 * at. `PAGEWRIGHT_E2E_LOOKS=all` looks at the other two as well.
 */
export const LOOKS: readonly (readonly [width: number, dark: boolean])[] = [
  [390, true],
  ...(process.env['PAGEWRIGHT_E2E_LOOKS'] === 'all'
    ? ([
        [1440, true],
        [390, false],
      ] as const)
    : []),
];

/** Keeps a picture of the page as it is, for people to look at. */
export const picture = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });

/** Half faded in, nothing has the contrast that it will have; what spins for ever never comes to rest. */
const AT_REST = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished)).then(() => true)`;

/** What axe-core finds serious or critical, in words. Frames with people's own sites are theirs. */
export const barriers = async (page: Page): Promise<string[]> => {
  await page.evaluate(AT_REST);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: unknown,
          options: unknown,
        ): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>;
      };
    };
    const { violations } = await axe.run(
      { exclude: [['iframe']] },
      { iframes: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] },
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
};

export const register = async (page: Page, { house }: Stage): Promise<void> => {
  await page.goto('/');
  await page.getByLabel('Set-up code').fill(house.setupCode);
  await page.getByLabel('Name', { exact: true }).fill('Ingrid Solheim');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill('a long enough secret');
  await page.locator('form button[type=submit]').click();
  await page.getByRole('heading', { name: 'What are we making?' }).waitFor();
};

export const logIn = async (page: Page): Promise<void> => {
  await page.goto('/log-in');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill('a long enough secret');
  await page.locator('form button[type=submit]').click();
  await page.getByRole('heading', { name: 'What are we making?' }).waitFor();
};

/** Chooses a template on the start page, opening the whole gallery where it is not among the first. */
export const chooseTemplate = async (page: Page, title: string): Promise<void> => {
  await page
    .getByRole('button', { name: /^Look at / })
    .first()
    .waitFor();
  const all = page.getByRole('button', { name: /^All \d+$/ });
  if (await all.isVisible()) await all.click();
  await page.getByRole('button', { name: `${title}: use this` }).click();
};
