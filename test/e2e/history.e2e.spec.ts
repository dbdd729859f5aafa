import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { waitFor } from '../support/wait-for.ts';
import { barriers, chooseTemplate, logIn, picture, register, type Stage, stage } from './stage.ts';

let theatre: Stage;
let page: Page;
let complaints: readonly string[];
let moment: string;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
  await page.getByLabel('What should change first').fill('Change the main heading to "Fjord and Co"');
  await chooseTemplate(page, 'Agency');
  await page.getByRole('button', { name: /^(Build|Create)$/ }).click();
  await version(2).waitFor({ timeout: 90_000 });
  await publish(2);
  await page.getByLabel('What should change next?').fill('Change the heading "Services" to "What we do"');
  await page.getByLabel('What should change next?').press('Enter');
  await version(3).waitFor({ timeout: 90_000 });
  await publish(3);
}, 300_000);
afterAll(() => theatre[Symbol.asyncDispose]());

const version = (number: number) => page.getByRole('article').getByText(`Version ${number}`, { exact: true });
const publish = async (number: number): Promise<void> => {
  await page.getByRole('banner').getByRole('button', { name: 'Publish', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Publish version ${number}` })
    .click();
  await page.getByText(`Version ${number} is live`).first().waitFor({ timeout: 30_000 });
};
const slider = (on = page) => on.getByRole('slider', { name: 'Moment' });
const numberOf = async (on = page): Promise<number> => Number(await slider(on).getAttribute('aria-valuenow'));
const strip = (on = page) => on.getByRole('region', { name: 'The moment you look at' });
const event = (title: string) => page.getByRole('option').filter({ hasText: title });
const seen = async (title: string): Promise<void> => {
  await page.getByLabel('Filter events').fill(title);
  await event(title).first().waitFor();
  await page.getByLabel('Filter events').fill('');
};
/** Finds the event by its words and stands at it; the list shows all of them again after that. */
const choose = async (title: string): Promise<void> => {
  await page.getByLabel('Filter events').fill(title);
  await event(title).first().click();
  await page.getByRole('button', { name: 'Show all events' }).click();
};
const shown = (on = page) => on.frameLocator('iframe.in');

describe('the history of a site in the browser', () => {
  it('lists every event and shows the site of now', async () => {
    await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'History' }).click();
    await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
    for (const title of ['Site created', 'Ingrid Solheim asked for a change', 'Build began', 'Version 3 published'])
      await seen(title);
    await shown().getByText('What we do').first().waitFor();
    await picture(page, 'history-now-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('shows the whole site as of an event that is chosen', async () => {
    await choose('Version 2 published');
    await strip().getByText('Read only').waitFor();
    const view = page.getByRole('region', { name: 'The site at this moment' });
    await view.getByText('Live 2', { exact: true }).waitFor();
    await shown().getByText('Fjord and Co').first().waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true, disabled: true }).waitFor();
    await waitFor(() => page.url().includes('?event='), { what: 'the address to name the event' });
    moment = page.url();
    await picture(page, 'history-1440-light');
    expect(await barriers(page)).toEqual([]);

    await view.getByText('Chat', { exact: true }).click();
    const log = page.getByRole('log', { name: 'Messages of then' });
    await log.getByText('Fjord and Co').first().waitFor();
    expect(await log.getByText('What we do').count()).toBe(0);
    await picture(page, 'history-chat-1440-light');
    expect(await barriers(page)).toEqual([]);

    await view.getByText('Settings', { exact: true }).click();
    await page.getByRole('region', { name: 'Settings of then' }).getByText('Not locked').waitFor();
    await picture(page, 'history-settings-1440-light');
    await view.getByText('Page', { exact: true }).click();
  });

  it('tells from a wish to what the host served, and a click goes there', async () => {
    const inspector = page.getByRole('region', { name: 'The event' });
    const thread = inspector.getByRole('listitem');
    await thread.filter({ hasText: 'On the web host' }).first().waitFor();
    expect((await thread.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
      'Ingrid Solheim asked for a change',
      'Build began',
      'Version 2',
      'Version 2 published',
      'On the web host',
    ]);
    await thread.filter({ hasText: 'Build began' }).getByRole('button').click();
    await inspector.getByRole('heading', { name: 'Build began' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
  });

  it('is gone through with the keyboard', async () => {
    await slider().focus();
    const last = await numberOf();
    await page.keyboard.press('ArrowLeft');
    await waitFor(async () => (await numberOf()) === last - 1, { what: 'the event before the last' });
    await waitFor(() => page.url().includes('event='), { what: 'the address to follow' });
    await page.keyboard.press('ArrowLeft');
    await waitFor(async () => (await numberOf()) === last - 2, { what: 'the one before that' });
    await page.keyboard.press('ArrowRight');
    await waitFor(async () => (await numberOf()) === last - 1, { what: 'a step back towards now' });
    await page.keyboard.press('Home');
    await waitFor(async () => (await numberOf()) === 1, { what: 'the first event' });
    await page.getByText('At this moment no version had been made.').waitFor();
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
    expect(page.url()).not.toContain('event=');
  });

  it('is dragged with the mouse, and follows the hand', async () => {
    const box = await slider().boundingBox();
    if (!box) throw new Error('the ruler is not on screen');
    const y = box.y + 40;
    await page.mouse.move(box.x + box.width - 4, y);
    await page.mouse.down();
    const seen: number[] = [];
    for (const share of [0.9, 0.7, 0.5, 0.3, 0.1]) {
      await page.mouse.move(box.x + 56 + (box.width - 56) * share, y);
      seen.push(await numberOf());
    }
    await page.mouse.up();
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(seen.at(-1)).toBeLessThan(seen[0] ?? 0);
    await strip().getByText('Read only').waitFor();
    await strip().getByRole('button', { name: 'Return to now' }).click();
    await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
  });

  it('is filtered by words and by kind', async () => {
    const field = page.getByLabel('Filter events');
    await field.fill('What we do');
    await waitFor(async () => (await page.getByRole('option').count()) <= 3, { what: 'the list to be filtered' });
    await event('asked for a change').first().waitFor();
    await page.getByRole('button', { name: 'Show all events' }).click();
    await page.getByRole('button', { name: 'Kinds of events' }).click();
    await page.getByRole('menuitem', { name: 'Publishing' }).click();
    await waitFor(async () => (await event('Build began').count()) === 0, { what: 'only what was published' });
    await event('Version 2 published').waitFor();
    await page.getByRole('button', { name: 'Show all events' }).click();
  });

  it('shows the same moment after a reload, and to somebody with its link', async () => {
    await page.goto(moment);
    await strip().getByText('Read only').waitFor();
    const heading = strip().getByRole('heading', { name: /\d\d:\d\d/ });
    const when = await heading.innerText();
    await page.reload();
    await strip().getByRole('heading', { name: when, exact: true }).waitFor();
    await strip().getByText('Read only').waitFor();

    const other = await theatre.visitor({ dark: true });
    await logIn(other.page);
    await other.page.goto(moment);
    await strip(other.page).getByRole('heading', { name: when, exact: true }).waitFor();
    await strip(other.page).getByText('Read only').waitFor();
    expect(await numberOf(other.page)).toBe(await numberOf());
    await shown(other.page).getByText('Fjord and Co').first().waitFor();
    await picture(other.page, 'history-1440-dark');
    expect(await barriers(other.page)).toEqual([]);
    await other.context.close();
  });

  it('says so when a link names no moment of the site', async () => {
    await page.goto(moment.replace(/event=.*/, 'event=no-such-event'));
    await page.getByText('This moment is not here').waitFor();
    await page.getByRole('button', { name: 'Return to now' }).click();
    await page.getByRole('heading', { name: 'Now', exact: true }).waitFor();
  });

  it('makes what was live then live again, with a reason', async () => {
    await page.goto(moment);
    await page.getByRole('region', { name: 'The event' }).waitFor();
    await page.getByRole('button', { name: 'Next event' }).click();
    await page.getByRole('button', { name: 'Make 2 live again' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('The heading was better');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back to version 2' }).click();
    await page.getByText('Version 2 is live').first().waitFor({ timeout: 30_000 });
  });

  it.each([
    [390, false],
    [390, true],
    [1_000, false],
  ])('stands on a screen of %i px', async (width, dark) => {
    const visitor = await theatre.visitor({ width, dark });
    await logIn(visitor.page);
    await visitor.page.goto(moment);
    await strip(visitor.page).getByRole('button', { name: 'Return to now' }).waitFor();
    await shown(visitor.page).getByText('Fjord and Co').first().waitFor();
    await picture(visitor.page, `history-${width}-${dark ? 'dark' : 'light'}`);
    expect(await barriers(visitor.page)).toEqual([]);
    expect(
      await visitor.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
    if (width === 390) {
      const before = await numberOf(visitor.page);
      await visitor.page.getByRole('button', { name: 'Next event' }).click();
      await waitFor(async () => (await numberOf(visitor.page)) === before + 1, { what: 'the next event' });
      await visitor.page.getByRole('region', { name: 'Step through the events' }).getByText('On the web host').click();
      await visitor.page.getByRole('dialog').getByText('Cause and effects').waitFor();
      expect(await barriers(visitor.page)).toEqual([]);
    }
    expect(ours(visitor.complaints)).toEqual([]);
    await visitor.context.close();
  });

  it('heard no complaint from the browser', () => {
    expect(ours(complaints)).toEqual([]);
  });
});

/** What people's own sites say in their frames is theirs; the answers 401 and 404 were asked for. */
const ours = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !/401|404|bootstrap is not defined/.test(text));
