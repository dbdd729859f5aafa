import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listFiles, treeDigest } from '@pagewright/artifacts';
import { format } from 'prettier';
import { shippedStarters } from '../../apps/api/src/starters/shipped.ts';
import { openBrowserCage } from '../../apps/worker-runner/src/checks/browser/browser-cage.ts';
import { keepBrowser } from '../../apps/worker-runner/src/checks/browser/browser-keeper.ts';
import { startBrowser } from '../../apps/worker-runner/src/checks/browser/browser.ts';
import { findChromium } from '../../apps/worker-runner/src/checks/browser/chromium.ts';
import { CHECK_LIMITS, visitPages } from '../../apps/worker-runner/src/checks/check-version.ts';

/** Pictures the home page of each starter of our own that has changed since, as the runner pictures versions. */
const FOLDER = resolve(import.meta.dirname, '../../apps/api/starters');
const found = findChromium(process.env['PAGEWRIGHT_CHROMIUM']);
if (found.type === 'missing') throw new Error(found.why);
const cage = await openBrowserCage();
await using keeper = keepBrowser(
  () => startBrowser({ program: found.program, cage, folderPrefix: 'pagewright-starters-', sandbox: true }),
  1_000,
);

for (const { name, author, picture, read } of await shippedStarters()) {
  const tree = await read();
  const digest = treeDigest(listFiles(tree));
  if (author !== 'Pagewright' || picture?.of === digest) continue;
  const { signal } = new AbortController();
  const [page] = await visitPages({ keeper, axe: '', limits: CHECK_LIMITS, signal }, tree, ['index.html']);
  if (!page?.thumbnail) throw new Error(`${name}: no picture could be taken (${JSON.stringify(page?.load)})`);
  await writeFile(resolve(FOLDER, name, 'thumbnail.webp'), page.thumbnail);
  const card = resolve(FOLDER, name, 'starter.json');
  const about = { ...JSON.parse(await readFile(card, 'utf8')), pictured: digest };
  await writeFile(card, await format(JSON.stringify(about), { parser: 'json' }));
  process.stdout.write(`${name}: ${page.thumbnail.length} bytes\n`);
}
