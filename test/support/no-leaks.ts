import { afterAll } from 'vitest';
import { takeLeaks } from './leaks.ts';

/** Runs after the file's own hooks: Vitest runs the hook that was registered first last. */
afterAll(() => {
  const leaks = takeLeaks();
  if (leaks.length > 0) throw new Error(`This file leaves running: ${leaks.join(', ')}`);
});
