import type { Command } from './command.ts';
import { buildsStuck, buildsWake } from './commands/builds.ts';
import { locksBreak, locksList, locksShow } from './commands/locks.ts';
import { locksReset } from './commands/locks-reset.ts';
import { queueDrop, queueList, queueRetry, queueShow } from './commands/queues.ts';

/** Everything that `pagewright` can be asked for, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  locksList,
  locksShow,
  locksBreak,
  locksReset,
  queueList,
  queueShow,
  queueRetry,
  queueDrop,
  buildsStuck,
  buildsWake,
];
