import { decisionsOf } from '@pagewright/kernel/testing';
import { describe, it } from 'vitest';
import type { ArchiveEvent } from '../events/archive-events.ts';
import { blob, digest, now } from '../testing/index.ts';
import { archivePictureDecider } from './archive-picture.ts';

const given = decisionsOf(archivePictureDecider);
const pictured = (name: string): ArchiveEvent => ({
  type: 'ArchivePictured',
  data: { archive: digest('starter'), picture: blob(name), at: now },
});
const record = (name: string) => ({
  type: 'RecordPicture' as const,
  data: { archive: digest('starter'), picture: blob(name), now },
});

describe('The picture of an archive', () => {
  it('is what was seen first', () => given().when(record('first')).then(pictured('first')));
  it('stays, whatever is seen later', () => given(pictured('first')).when(record('second')).thenNothing());
});
