import { setTimeout as pulse } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Person } from '../story/person.ts';
import { waitFor } from '../support/wait-for.ts';
import { EMAIL, type Stage } from './stage.ts';

/** In which a runner comes a little further, and by far not to the end of a build. */
const PULSE_MS = 40;
/** In which the API shows what the runner did. */
const SHOWN_MS = 300;

/**
 * Asks for something and holds the runner still in the middle of that build, so that what is looked at cannot end
 * meanwhile. The runner goes on in short pulses until the API says that the build runs: however slow the page is, no build
 * is over before it was seen.
 */
export const whileBuilding = async (
  { house }: Stage,
  page: Page,
  ask: () => Promise<void>,
  look: () => Promise<void>,
): Promise<void> => {
  const [, site = ''] = /\/sites\/([^/?]+)/.exec(page.url()) ?? [];
  const observer = new Person(house.port);
  await observer.logIn(EMAIL);
  const builds = async () => (await observer.chat(site)).items;
  const earlier = new Set((await builds()).map(({ build }) => build));
  const state = async () => (await builds()).find(({ build }) => !earlier.has(build))?.state;
  const comesToRun = () =>
    waitFor(async () => (await state()) === 'running', { what: 'it to run', timeout: SHOWN_MS }).catch(() => false);

  const runner = await house.pidOf('runner');
  process.kill(runner, 'SIGSTOP');
  try {
    await ask();
    await waitFor(async () => (await state()) !== undefined, { what: 'the build to be asked for', timeout: 30_000 });
    while (!(await comesToRun())) {
      const now = await state();
      if (now !== 'waiting' && now !== 'running') throw new Error(`the build was ${now} before it was held`);
      process.kill(runner, 'SIGCONT');
      await pulse(PULSE_MS);
      process.kill(runner, 'SIGSTOP');
    }
    await page.getByRole('progressbar').waitFor();
    await look();
  } finally {
    process.kill(runner, 'SIGCONT');
  }
};
