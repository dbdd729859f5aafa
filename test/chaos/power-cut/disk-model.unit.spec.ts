import { describe, expect, it } from 'vitest';
import { seeded } from '../seeded.ts';
import { DiskModel } from './disk-model.ts';

const bytes = (text: string): Buffer => Buffer.from(text);
/** What is left over many cuts, each other than the one before. */
const leftovers = (disk: DiskModel, path: string): ReadonlySet<string | undefined> =>
  new Set(Array.from({ length: 200 }, (_, seed) => disk.remainsAfterCut(seeded(seed)).get(path)?.toString()));

describe('a disk whose power is cut', () => {
  it('given what was synced, then it is there after every cut', () => {
    const disk = new DiskModel();
    const file = disk.make(disk.root, 'a', 'file', 0o644);
    disk.write(file, 0, bytes('kept'));
    disk.sync(file);
    expect(leftovers(disk, 'a')).toEqual(new Set(['kept']));
  });

  it('given a name that nothing has committed, then it may be there or not', () => {
    const disk = new DiskModel();
    disk.make(disk.root, 'a', 'file', 0o644);
    expect(leftovers(disk, 'a')).toEqual(new Set([undefined, '']));
  });

  it('given that another file was synced, then names up to there are kept, and bytes are not', () => {
    const disk = new DiskModel();
    const file = disk.make(disk.root, 'a', 'file', 0o644);
    disk.write(file, 0, bytes('x'));
    disk.sync(disk.make(disk.root, 'b', 'file', 0o644));
    expect(leftovers(disk, 'a')).toEqual(new Set(['', 'x']));
  });

  it('given an overwrite that was not synced, then the old or the new bytes are there', () => {
    const disk = new DiskModel(new Map([['folder/a', bytes('old')]]));
    const file = disk.root.names.get('folder')?.names.get('a');
    if (!file) throw new Error('the file is missing');
    disk.write(file, 0, bytes('new'));
    expect(file.content.seen.view().toString()).toBe('new');
    expect(leftovers(disk, 'folder/a')).toEqual(new Set(['old', 'new']));
  });

  it('given a long write, then it may be torn, and a page may be there without the one before it', () => {
    const disk = new DiskModel();
    const file = disk.make(disk.root, 'a', 'file', 0o644);
    disk.sync(file);
    disk.write(file, 0, Buffer.alloc(8_192, 'x'));
    const left = [...leftovers(disk, 'a')].map((text) => text ?? '');
    expect(left.some((text) => text.length % 4_096 === 512)).toBe(true);
    expect(left.some((text) => text.length === 8_192 && text.startsWith('\0') && text.endsWith('x'))).toBe(true);
  });

  it('given a move, then the file is at one of both places in every case', () => {
    const disk = new DiskModel(new Map([['a', bytes('1')]]));
    disk.move(disk.root, 'a', disk.root, 'b');
    for (let seed = 0; seed < 50; seed += 1) expect(disk.remainsAfterCut(seeded(seed)).size).toBe(1);
  });

  it('given a file that was made shorter and synced, then it is shorter', () => {
    const disk = new DiskModel(new Map([['a', bytes('long')]]));
    const file = disk.root.names.get('a');
    if (!file) throw new Error('the file is missing');
    disk.resize(file, 2);
    disk.sync(file);
    disk.write(file, 4, bytes('!'));
    disk.sync(file);
    expect(leftovers(disk, 'a')).toEqual(new Set(['lo\0\0!']));
  });
});
