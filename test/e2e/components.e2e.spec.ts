import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNCHECKED } from '../story/installation.ts';
import { LOOKS, barriers, logIn, picture, register, stage, type Stage } from './stage.ts';

let theatre: Stage;

/** What has the focus and shows it neither itself nor by the box around it. */
const UNMARKED = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = [at, at.parentElement].some((one) => one && getComputedStyle(one).boxShadow !== 'none');
  return shown ? null : at.outerHTML.slice(0, 120);
})()`;
/** Animations that would go on for ever. */
const ENDLESS = `document.getAnimations()
  .filter(({ playState, effect }) => playState === 'running' && effect?.getTiming().iterations === Infinity).length`;

beforeAll(async () => {
  theatre = await stage(UNCHECKED);
  const { page, context } = await theatre.visitor();
  await register(page, theatre);
  await context.close();
}, 300_000);
afterAll(() => theatre?.[Symbol.asyncDispose]());

describe('the page of components', () => {
  it.each([[1440, false], ...LOOKS] as const)(
    'has no barrier at %i px, dark: %s, nor has what opens over it',
    async (width, dark) => {
      const { page, context, complaints } = await theatre.visitor({ width, dark });
      await logIn(page);
      await page.goto('/components');
      await page.getByRole('heading', { name: 'Empty, loading, error' }).waitFor();
      await page.locator('#main').evaluate((main) => (main.style.overflow = 'visible'));
      await picture(page, `components-${width}-${dark ? 'dark' : 'light'}`);
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);

      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      await page.getByRole('menu').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Failure' }).click();
      await page.getByText('Tomas published version 24').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'Dialog', exact: true }).click();
      await page.getByRole('dialog').waitFor();
      expect(await barriers(page)).toEqual([]);
      expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
      await context.close();
    },
  );

  it('shows where the keyboard is, on everything that can be reached', async () => {
    const { page, context } = await theatre.visitor();
    await logIn(page);
    await page.goto('/components');
    await page.getByRole('heading', { name: 'Empty, loading, error' }).waitFor();
    const unseen: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const plain = await page.evaluate<string | null>(UNMARKED);
      if (plain !== null) unseen.push(plain);
    }
    expect(unseen).toEqual([]);
    await context.close();
  });

  it('stands still for whoever asked for less motion', async () => {
    const { page, context } = await theatre.visitor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await logIn(page);
    await page.goto('/components');
    await page.getByRole('heading', { name: 'Empty, loading, error' }).waitFor();
    const moving = await page.evaluate<number>(ENDLESS);
    expect(moving).toBe(0);
    await context.close();
  });
});
