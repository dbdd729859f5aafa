import { listFiles, treeDigest } from '@pagewright/artifacts';
import { checkTree, authorChange, type AuthoringOutcome } from '@pagewright/authoring';
import axe from 'axe-core';
import { lookup } from 'mrmime';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples } from '../../apps/web/src/pages/start/examples.ts';
import { type Shipped, shippedStarters } from '../../apps/api/src/starters/shipped.ts';
import { chromium } from '../support/chromium.ts';

const ORIGIN = 'http://starter.example';
const MOST_BYTES = 200_000;
/** What axe finds does not change with the width: it looks at the narrow one, which shows menus that are else hidden. */
const WIDTHS = [
  { width: 1280, withAxe: false },
  { width: 390, withAxe: true },
];
const KINDS = ['Portfolio', 'Restaurant', 'Shop window', 'Event', 'Documentation', 'Blog', 'Company', 'Landing page'];

const shipped = await shippedStarters();
const ours = shipped.filter(({ author }) => author === 'Pagewright');

it('offers a starter of our own for each kind of site, and names none twice', () => {
  expect(new Set(ours.map(({ category }) => category))).toEqual(new Set(KINDS));
  const names = shipped.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(ours)('The starter $title', (starter) => {
  let tree: Map<string, Uint8Array>;
  beforeAll(async () => {
    tree = await starter.read();
  });

  it('weighs less than 200 kB, all files together', () => {
    expect([...tree.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(MOST_BYTES);
  });

  it('passes the static checks without a finding', () => {
    expect(checkTree(tree)).toEqual([]);
  });

  it('comes with a picture of its home page as it is: `npm run starters` makes it anew', () => {
    expect(starter.picture?.of).toBe(treeDigest(listFiles(tree)));
    expect(starter.picture?.bytes.length).toBeLessThanOrEqual(20_000);
  });

  it('has a page for what is not there', () => {
    expect(tree.has('404.html')).toBe(true);
  });
});

describe.each(shipped)('On the starter $title', (starter) => {
  it.each(examples)('the builtin agent does what the start page offers: "%s"', async (prompt) => {
    expect(outcomeOf(prompt, await starter.read())).toMatchObject({ type: 'changed' });
  });
});

describe('In a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium();
  });
  afterAll(() => browser.close());

  it.each(ours)(
    'every page of $title shows without a fault, a barrier, an overflow or a request to others',
    { timeout: 240_000 },
    async (one) => {
      for (const how of WIDTHS) expect(await faultsOf(browser, one, how)).toEqual([]);
    },
  );
});

const outcomeOf = (prompt: string, tree: ReadonlyMap<string, Uint8Array>): AuthoringOutcome => {
  const work = authorChange({ prompt, tree });
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
};

const faultsOf = async (
  browser: Browser,
  starter: Shipped,
  { width, withAxe }: (typeof WIDTHS)[number],
): Promise<string[]> => {
  const tree = await starter.read();
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const faults: string[] = [];
  await context.route('**/*', (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const file = origin === ORIGIN ? tree.get(decodeURIComponent(pathname.slice(1))) : undefined;
    if (file) return route.fulfill({ body: Buffer.from(file), contentType: lookup(pathname) ?? 'text/plain' });
    faults.push(`asks for ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', ({ message }) => faults.push(message));
  for (const path of tree.keys()) {
    if (!path.endsWith('.html')) continue;
    await page.goto(`${ORIGIN}/${path}`, { waitUntil: 'load' });
    const found = [...(withAxe ? await barriersOf(page) : []), ...(await overflowOf(page))];
    faults.push(...found.map((fault) => `${path} at ${width} px: ${fault}`));
  }
  await context.close();
  return faults;
};

/** What axe finds, grave or not. */
const barriersOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const { violations } = await inPage.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
};

const overflowOf = async (page: Page): Promise<string[]> => {
  const isWider = await page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number } };
      innerWidth: number;
    };
    return document.documentElement.scrollWidth > innerWidth;
  });
  return isWider ? ['wider than its window'] : [];
};
