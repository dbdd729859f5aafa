import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/dist/**', 'test/architecture/planted/**', 'test/artifacts/**'];

/** What a test may use is told by its file's name alone: see `include` of each project. */
export default defineConfig({
  test: {
    pool: 'forks',
    globals: false,
    // Most of what an integration spec does is wait for servers, so there is room for one more than there are cores here.
    maxWorkers: 3,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.unit.spec.ts'],
          exclude: never,
          testTimeout: 10_000,
          // What they test is pure, so a process for each file only costs: four fifths of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['**/*.contract.spec.ts'],
          exclude: never,
          setupFiles: ['test/support/no-leaks.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ['**/*.int.spec.ts'],
          exclude: never,
          setupFiles: ['test/support/no-leaks.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.spec.ts'],
          exclude: never,
          setupFiles: ['test/support/no-leaks.ts', 'test/e2e/picture-failures.ts'],
          // Each drives the whole product in a browser: two at once would only wait for each other.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
