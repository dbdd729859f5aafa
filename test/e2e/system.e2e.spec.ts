import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditStream } from '@pagewright/identity';
import { type Broker, openBroker } from '@pagewright/broker';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productCatalogue } from '../../apps/api/src/composition/catalogue.ts';
import { UNCHECKED } from '../story/installation.ts';
import { Person } from '../story/person.ts';
import { waitFor } from '../support/wait-for.ts';
import { LOOKS, barriers, picture, register, stage, type Stage } from './stage.ts';

let theatre: Stage;
let page: Page;
let complaints: readonly string[];
let ingrid: Person;
/** As a runner: what it holds and gives up is as real as a runner's. */
let runner: Broker;
let site: string;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  ingrid = new Person(theatre.house.port);
  await ingrid.logIn('ingrid@example.org');
  const { data } = theatre.house;
  const { port } = JSON.parse(await readFile(join(data, 'nats/ports.json'), 'utf8')) as { port: number };
  runner = await openBroker({
    url: `nats://127.0.0.1:${port}`,
    name: 'runner-5c1f',
    user: 'runner',
    password: (await readFile(join(data, 'secrets/nats-runner'), 'utf8')).trim(),
    inboxPrefix: '_INBOX_runner',
    catalogue: productCatalogue(),
  });
}, 300_000);
afterAll(async () => {
  await runner?.close();
  await theatre?.[Symbol.asyncDispose]();
});

const card = (title: string) => page.getByRole('region', { name: new RegExp(`^${title}`) });
const lookAgain = () => page.getByRole('button', { name: 'Look again now' }).click();
const depthOf = (queue: string) => card('Queues').getByRole('row', { name: queue }).getByRole('cell').first();

describe('the system page', () => {
  it('does not exist for whoever does not run the installation', async () => {
    const bob = new Person(theatre.house.port);
    await bob.register('bob@example.org');
    const visitor = await theatre.visitor();
    await visitor.page.goto('/log-in?next=/system');
    await visitor.page.getByLabel('E-mail').fill('bob@example.org');
    await visitor.page.getByLabel('Password').fill('a long enough secret');
    await visitor.page.locator('form button[type=submit]').click();
    await visitor.page.getByRole('heading', { name: 'There is no page here' }).waitFor();
    expect(await visitor.page.getByRole('link', { name: 'System' }).count()).toBe(0);
    await visitor.context.close();
  });

  it('says of each list that there is nothing in it, and of each part that it is well', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'System' }).click();
    await card('Dead letters').getByText('No work was given up').waitFor();
    await card('Stuck builds').getByText('No build has waited').waitFor();
    await card('Locks held').getByText('Nothing is locked').waitFor();
    await card('Builds').getByText('None has ended').waitFor();
    await card('Health').getByText('1 is ready to build').waitFor();
    await picture(page, 'system-empty-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('shows a real queue, and puts a letter back into it', async () => {
    const made = await ingrid.createSite('Nordlys Studio', { starter: 'practice' });
    site = made.site.id;
    await ingrid.ended(site, made.build.build);
    await waitFor(async () => (await runner.work.depth('check')) === 1, { what: 'the version to wait for its checks' });
    await lookAgain();
    await expect.poll(() => depthOf('Checks of versions').innerText(), { timeout: 20_000 }).toBe('1');

    const checking = await runner.work.consume('check', 1, async () => ({ type: 'dead', reason: 'no browser lived' }));
    await waitFor(async () => (await runner.work.deadLetters.count('check')) === 1, { what: 'the letter' });
    await checking.gracefulShutdown();
    const letter = card('Dead letters').getByRole('row', { name: /Nordlys Studio/ });
    await letter.getByRole('cell', { name: 'no browser lived' }).waitFor();
    await letter.getByRole('button', { name: 'Nordlys Studio', exact: true }).click();
    await page.getByRole('dialog').getByText(site).waitFor();
    await picture(page, 'system-letter-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await letter.getByRole('button', { name: 'Retry the work of Nordlys Studio' }).click();
    await card('Dead letters').getByText('No work was given up').waitFor();
    expect(await runner.work.depth('check')).toBe(1);
  });

  it('breaks a real lock, says what makes that safe, and who did it stands in the log', async () => {
    const acquired = await runner.locks.acquire(`site.${site}`, { owner: 'runner-5c1f', purpose: 'a test' });
    if (acquired.status !== 'held') throw new Error('the lock was not free');
    const { lock } = acquired;
    await page.getByRole('button', { name: 'Break the lock of Nordlys Studio' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the site refuses it as soon as another attempt has begun').waitFor();
    await picture(page, 'system-break-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('The lock of Nordlys Studio was taken from runner-5c1f').waitFor();
    await card('Locks held').getByText('Nothing is locked').waitFor();
    await waitFor(() => lock.lost.aborted, { what: 'the holder to notice' });
    const { id } = await ingrid.demand<{ id: string }>('GET', '/api/me');
    expect((await runner.events.load(auditStream('default'))).events).toMatchObject([
      { type: 'LetterReplayed', meta: { actor: `account:${id}` } },
      { type: 'LockBroken', data: { token: lock.token, forced: true }, meta: { actor: `account:${id}` } },
    ]);
    expect(complaints).toEqual([]);
  });

  it('keeps what it knew while the API is away, and says of when it is', async () => {
    await page.route('**/api/system', (route) => route.fulfill({ status: 500, body: '{}' }));
    await lookAgain();
    await page.getByText(/What you see is as of \d\d:\d\d:\d\d/).waitFor();
    await card('Queues').getByRole('row', { name: 'Checks of versions' }).waitFor();
    await picture(page, 'system-stale-1440-light');
    expect(await barriers(page)).toEqual([]);
    await page.unroute('**/api/system');
    await page.getByText(/What you see is as of/).waitFor({ state: 'detached' });
  });

  it.each([[1440, false], ...LOOKS] as const)('fits at %i px, dark: %s', async (width, dark) => {
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    await page.getByRole('heading', { name: 'Health' }).waitFor();
    await picture(page, `system-${width}-${dark ? 'dark' : 'light'}`);
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
