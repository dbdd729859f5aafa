import { createCatalogue } from '@pagewright/kernel';

/** Events of the tasks that the lock contract runs; any data goes. */
export const taskCatalogue = createCatalogue(
  ['Begun', 'Reported'].map((type) => ({ kind: 'task', type, version: 1, parse: (data) => data })),
);
