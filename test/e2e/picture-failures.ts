import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import type { Installation } from '../story/installation.ts';
import { openHouses, openPages, picture } from './stage.ts';

const MOST_WORDS = 3_000;
const MOST_LINES = 40;

/** What every open page showed when a test failed, as a picture and in words, and what the programs warned of. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/\W+/g, '-').slice(0, 60);
  await Promise.all(
    [...openPages].map(async ([page, complaints], at) => {
      await picture(page, `failed-${name}-${at + 1}`).catch(() => undefined);
      console.error(`${page.url()} showed:\n${await wordsOf(page)}\nand its browser said: ${complaints.join('\n')}`);
    }),
  );
  for (const house of openHouses) {
    for (const program of ['api', 'runner']) console.error(`${program} warned:\n${await warningsOf(house, program)}`);
  }
});

const wordsOf = (page: Page): Promise<string> =>
  page
    .locator('body')
    .innerText({ timeout: 5_000 })
    .then(
      (text) => text.slice(-MOST_WORDS),
      () => 'nothing that could be read',
    );

const warningsOf = async ({ data }: Installation, program: string): Promise<string> => {
  const log = await readFile(join(data, 'logs', `${program}.log`), 'utf8').catch(() => '');
  const warnings = log.split('\n').filter((line) => /"level":[456]0/.test(line));
  return warnings.slice(-MOST_LINES).join('\n');
};
