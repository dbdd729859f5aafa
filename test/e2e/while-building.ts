import { setTimeout as pulse } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { waitFor } from '../support/wait-for.ts';
import type { Stage } from './stage.ts';

/**
 * Asks for something and holds the runner still in the middle of that build, so that what is looked at cannot end
 * meanwhile. The runner goes on in short pulses until the page shows the build: however slow the page is, no build is over
 * before it was seen.
 */
export const whileBuilding = async (
  { house }: Stage,
  page: Page,
  ask: () => Promise<void>,
  look: () => Promise<void>,
): Promise<void> => {
  const runner = await house.pidOf('runner');
  process.kill(runner, 'SIGSTOP');
  try {
    await ask();
    const shown = () =>
      page
        .getByRole('progressbar')
        .waitFor({ timeout: 200 })
        .then(
          () => true,
          () => false,
        );
    await waitFor(
      async () => {
        if (await shown()) return true;
        process.kill(runner, 'SIGCONT');
        await pulse(40);
        process.kill(runner, 'SIGSTOP');
        return false;
      },
      { what: 'the page to show the build', timeout: 60_000 },
    );
    await look();
  } finally {
    process.kill(runner, 'SIGCONT');
  }
};
