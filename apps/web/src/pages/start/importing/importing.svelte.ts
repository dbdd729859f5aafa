import { doors } from '../../../api/doors.ts';
import type { GitAddress, ImportStep } from '../../../api/import-git.ts';
import type { Upload } from '../../../api/types.ts';
import { chosenFolder, type Folder, packed } from './folder.ts';

export type ImportKind = 'archive' | 'folder' | 'git';

export interface Imported {
  /** For people, and a site's first name. */
  readonly name: string;
  readonly upload: Upload;
  /** Files that were not even sent. */
  readonly left: number;
}

/** Refused before it travels; the sentence says what to do. */
export class WrongArchive extends Error {
  override readonly name = 'WrongArchive';
}

/**
 * One import in its dialog. `choosing` until there are files; `packing`, `sending` or `reading` while they come, with a
 * way to give up that leads back; `ready` with what came. A refusal leads back to `choosing`, with what was typed.
 */
export class Importing {
  status = $state<'choosing' | 'packing' | 'sending' | 'reading' | 'ready'>('choosing');
  /** 0 to 1 while it is known. */
  part = $state<number | null>(null);
  step = $state.raw<ImportStep | null>(null);
  what = $state('');
  raw = $state.raw<unknown>(null);
  result = $state.raw<Imported | null>(null);
  #giving: AbortController | null = null;

  readonly busy = $derived(this.status !== 'choosing' && this.status !== 'ready');

  async takeFile(file: File): Promise<void> {
    await this.#run(file.name, async (signal) => {
      await refuseOthers(file);
      return {
        name: file.name.replace(/\.(zip|tar\.gz|tgz|gz)$/i, ''),
        upload: await this.#send(file, signal),
        left: 0,
      };
    });
  }

  async takeList(list: FileList): Promise<void> {
    await this.#run('the folder', (signal) => this.#sendFolder(chosenFolder(list), signal));
  }

  async takeDrop(coming: Promise<File | Folder>): Promise<void> {
    await this.#run('what was dropped', async (signal) => {
      const got = await coming;
      if (!(got instanceof File)) return this.#sendFolder(got, signal);
      this.what = got.name;
      await refuseOthers(got);
      return { name: got.name.replace(/\.(zip|tar\.gz|tgz|gz)$/i, ''), upload: await this.#send(got, signal), left: 0 };
    });
  }

  async takeGit(address: GitAddress): Promise<void> {
    const name = nameOf(address.url);
    await this.#run(name, async (signal) => {
      this.status = 'reading';
      const upload = await doors.importGit(address, (step) => (this.step = step), signal);
      return { name, upload, left: 0 };
    });
  }

  giveUp(): void {
    this.#giving?.abort();
  }

  again(): void {
    this.status = 'choosing';
    this.result = null;
    this.raw = null;
  }

  async #sendFolder(folder: Folder, signal: AbortSignal): Promise<Imported> {
    this.what = folder.name;
    this.status = 'packing';
    const archive = await packed(folder);
    return { name: folder.name, upload: await this.#send(archive, signal), left: folder.left };
  }

  #send(archive: Blob, signal: AbortSignal): Promise<Upload> {
    if (archive.size > LARGEST)
      throw new WrongArchive('These are more than 200 MB. Leave out what the site does not serve.');
    this.status = 'sending';
    return doors.upload(archive, { signal, onProgress: (part) => (this.part = part) });
  }

  async #run(what: string, work: (signal: AbortSignal) => Promise<Imported>): Promise<void> {
    const giving = new AbortController();
    this.#giving = giving;
    this.what = what;
    this.raw = null;
    this.part = null;
    this.step = null;
    this.status = 'sending';
    try {
      this.result = await work(giving.signal);
      this.status = 'ready';
    } catch (raw) {
      if (!giving.signal.aborted) this.raw = raw;
      this.status = 'choosing';
    } finally {
      this.#giving = null;
    }
  }
}

const LARGEST = 200 * 1024 * 1024;

/** Told before 200 MB have travelled. */
const refuseOthers = async (file: File): Promise<void> => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const known = (first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b);
  if (!known) throw new WrongArchive(`${file.name} is neither a zip nor a tar.gz. Pack the files of the site as one.`);
};

/** `https://host/ada/site.git` is called "site". */
const nameOf = (url: string): string =>
  url
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1) || 'Repository';
