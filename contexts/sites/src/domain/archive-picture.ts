import type { Decider } from '@pagewright/kernel';
import type { RecordPicture } from '../commands/archive-commands.ts';
import type { ArchiveEvent } from '../events/archive-events.ts';

export type ArchivePicture =
  { readonly status: 'none' } | { readonly status: 'pictured'; readonly picture: ArchiveEvent['data']['picture'] };

/** Whether somebody has looked at an archive, and what it looks like. */
export const archivePictureDecider: Decider<ArchivePicture, RecordPicture, ArchiveEvent> = {
  initialState: () => ({ status: 'none' }),
  decide: ({ data: { now: at, ...seen } }, { status }) =>
    status === 'none' ? [{ type: 'ArchivePictured', data: { ...seen, at } }] : [],
  evolve: (_state, { data: { picture } }) => ({ status: 'pictured', picture }),
};
