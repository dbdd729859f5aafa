import type { Message } from '@pagewright/kernel';
import type { ArchiveEvent } from '../events/archive-events.ts';

/** By a runner: what the home page of an archive looks like. The first picture stays. */
export type RecordPicture = Message<'RecordPicture', Omit<ArchiveEvent['data'], 'at'> & { now: string }>;
