import type { Command } from './command.ts';
import { backup } from './commands/backup.ts';
import { buildsStuck, buildsWake } from './commands/builds.ts';
import { eventsCopy } from './commands/events/copy.ts';
import { eventsExport } from './commands/events/export.ts';
import { eventsList } from './commands/events/list.ts';
import { eventsShow } from './commands/events/show.ts';
import { eventsStats } from './commands/events/stats.ts';
import { eventsTail } from './commands/events/tail.ts';
import { eventsVerify } from './commands/events/verify.ts';
import { locksBreak, locksList, locksShow } from './commands/locks.ts';
import { locksReset } from './commands/locks-reset.ts';
import { projectionsList, projectionsRebuild } from './commands/projections.ts';
import { queueDrop, queueList, queueRetry, queueShow } from './commands/queues.ts';
import { replay } from './commands/replay.ts';
import { restore } from './commands/restore.ts';
import { subscribersCreate, subscribersList, subscribersRevoke, subscribersRotate } from './commands/subscribers.ts';

/** Everything that `pagewright` can be asked for, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  eventsTail,
  eventsList,
  eventsShow,
  eventsStats,
  eventsExport,
  eventsVerify,
  replay,
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
  projectionsList,
  projectionsRebuild,
  subscribersCreate,
  subscribersList,
  subscribersRotate,
  subscribersRevoke,
  eventsCopy,
  backup,
  restore,
];
