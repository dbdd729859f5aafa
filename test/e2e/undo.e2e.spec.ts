import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { LOOKS, barriers, chooseTemplate, logIn, picture, register, stage, type Stage } from './stage.ts';

let theatre: Stage;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  ({ page, complaints } = await theatre.visitor());
  await register(page, theatre);
}, 600_000);
afterAll(() => theatre[Symbol.asyncDispose]());

const say = async (text: string): Promise<void> => {
  await page.getByLabel('What should change next?').fill(text);
  await page.getByLabel('What should change next?').press('Enter');
};
const turnOf = (version: number) =>
  page.getByRole('article').filter({ has: page.getByText(`Version ${version}`, { exact: true }) });
/** While a new version fades in, the one before is still there. */
const shown = () => page.locator('section[aria-label="Preview"] iframe').last().contentFrame();
const heading = (text: string) => shown().getByRole('heading', { name: text }).first();

describe('undoing a change in the chat', () => {
  it('takes the newest back with one click, and says so', async () => {
    await chooseTemplate(page, 'Clean Blog');
    await page.getByLabel('What should change first').fill('Change the homepage title to Welcome');
    await page.getByRole('button', { name: 'Build' }).click();
    await turnOf(2).waitFor({ timeout: 120_000 });
    await heading('Welcome').waitFor();
    await turnOf(2).getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Version 2 is undone').waitFor();
    await turnOf(3).waitFor();
    await page.getByText('Ingrid Solheim undid version 2').waitFor();
    await heading('Clean Blog').waitFor();
    await picture(page, 'undo-done-1440-light');
    expect(await barriers(page)).toEqual([]);
  });

  it('redoes it by undoing the undo', async () => {
    await turnOf(3).getByRole('button', { name: 'Undo' }).click();
    await turnOf(4).waitFor();
    await heading('Welcome').waitFor();
  });

  it('shows for an older one what would change, and takes it back alone', async () => {
    await say('Add a page called Opening hours and link it in the menu');
    await turnOf(5).waitFor({ timeout: 120_000 });
    await turnOf(4).getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo version 4' });
    await dialog.getByText('Changes in version 5').waitFor();
    await picture(page, 'undo-older-1440-light');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Undo version 4' }).click();
    await turnOf(6).waitFor();
    await heading('Clean Blog').waitFor();

    await shown().getByRole('link', { name: 'Opening hours' }).first().waitFor();
  });

  it('asks what to take where a later change is in the way, by the keyboard too', async () => {
    await say('Change the homepage title to Good morning');
    await turnOf(7).waitFor({ timeout: 120_000 });
    await say('Change the homepage title to Good evening');
    await turnOf(8).waitFor({ timeout: 120_000 });
    await turnOf(7).getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo version 7' });
    await dialog.getByText('Keep it as it is now').first().waitFor();
    const confirm = dialog.getByRole('button', { name: 'Undo version 7' });
    expect(await confirm.isDisabled()).toBe(true);
    await picture(page, 'undo-conflict-1440-light');
    expect(await barriers(page)).toEqual([]);

    for (const place of await dialog.getByRole('group').all()) {
      const [keep, back] = [place.getByLabel('Keep it as it is now'), place.getByLabel('Take back')];
      await keep.focus();
      await page.keyboard.press('ArrowRight');
      expect(await back.isChecked()).toBe(true);
    }
    await dialog.getByText('Changes in version 8').waitFor();
    await picture(page, 'undo-chosen-1440-light');
    await confirm.click();
    await turnOf(9).waitFor();
    await heading('Clean Blog').waitFor();
  });

  it('looks right on a phone and in the dark, without a barrier', async () => {
    const address = page.url();
    for (const [width, dark] of LOOKS) {
      const visitor = await theatre.visitor({ width, dark });
      await logIn(visitor.page);
      await visitor.page.goto(address);
      const card = visitor.page
        .getByRole('article')
        .filter({ has: visitor.page.getByText('Version 8', { exact: true }) });
      const name = (of: string): string => `undo-${of}-${width}-${dark ? 'dark' : 'light'}`;
      await card.getByRole('button', { name: 'Undo' }).waitFor();
      await picture(visitor.page, name('card'));
      await card.getByRole('button', { name: 'Undo' }).click();
      await visitor.page.getByRole('dialog').getByText('Keep it as it is now').first().waitFor();
      await picture(visitor.page, name('conflict'));
      expect(await barriers(visitor.page)).toEqual([]);
      const overflow = await visitor.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      expect(visitor.complaints.filter((text) => !text.includes('401'))).toEqual([]);
      await visitor.context.close();
    }
  });

  it('heard no complaint from the browser', () => {
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  });
});
