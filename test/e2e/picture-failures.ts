import { afterEach } from 'vitest';
import { openPages, picture } from './stage.ts';

/** What every open page showed when a test failed. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/\W+/g, '-').slice(0, 60);
  await Promise.all([...openPages].map((page, at) => picture(page, `failed-${name}-${at + 1}`).catch(() => undefined)));
});
