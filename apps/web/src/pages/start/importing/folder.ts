import { isJunk } from './junk.ts';

export interface FolderFile {
  readonly path: string;
  readonly file: File;
}

/** A folder as it was chosen or dropped. */
export interface Folder {
  readonly name: string;
  readonly files: readonly FolderFile[];
  /** How many files were left behind. */
  readonly left: number;
}

/** More would be refused; a home folder that was dropped by mistake is not read to its end. */
export const MOST_FILES = 10_000;

export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

export const folderOf = (files: readonly FolderFile[]): Folder => {
  const meant = files.filter(({ path }) => !isJunk(path));
  if (meant.length > MOST_FILES) throw tooMany();
  if (meant.length === 0) throw new FolderRefused('There are no files in this folder. Choose the folder of the site.');
  return { name: meant[0]?.path.split('/')[0] ?? 'Folder', files: meant, left: files.length - meant.length };
};

/** What an `<input webkitdirectory>` holds. */
export const chosenFolder = (list: FileList): Folder =>
  folderOf([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));

/**
 * What was dropped: one archive, or everything else as a folder. Junk folders are not gone into. Call it while the drop is
 * handled: its items are gone afterwards.
 */
export const dropped = async (items: DataTransferItemList): Promise<File | Folder> => {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [first] = entries;
  if (entries.length === 1 && first?.isFile && /\.(zip|tgz|gz)$/i.test(first.name)) return fileOf(first);
  const found: FolderFile[] = [];
  for (const entry of entries) await gather(entry, '', found);
  return folderOf(found);
};

/** Packs a folder as a zip that is not compressed: it only travels. */
export const packed = async ({ files }: Folder): Promise<Blob> => {
  const { downloadZip } = await import('client-zip');
  return downloadZip(
    files.map(({ path, file }) => ({ name: path, input: file, lastModified: file.lastModified })),
  ).blob();
};

const gather = async (entry: FileSystemEntry, prefix: string, found: FolderFile[]): Promise<void> => {
  const path = `${prefix}${entry.name}`;
  if (entry.isFile) {
    found.push({ path, file: await fileOf(entry) });
    if (found.length > 2 * MOST_FILES) throw tooMany();
    return;
  }
  if (isJunk(`${path}/x`)) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred entries at a time, and none when it is through.
  for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
    for (const child of batch) await gather(child, `${path}/`, found);
  }
};

const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
const fileOf = (entry: FileSystemEntry): Promise<File> =>
  new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
const tooMany = (): FolderRefused =>
  new FolderRefused(
    `There are more than ${MOST_FILES.toLocaleString('en')} files in this folder. Choose the folder of the site alone.`,
  );
