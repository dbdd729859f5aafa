import { UnsafeArchive } from './unsafe-archive.ts';

/**
 * Remembers every file and folder name of one tree and refuses a second one that some file system
 * would take for the first: equal, differing only in case, or only in Unicode normalisation.
 * A folder may be named again; a file may not, and nothing is both.
 */
export class NameLedger {
  readonly #names = new Map<string, { readonly spelling: string; readonly kind: 'file' | 'folder' }>();

  /** @throws UnsafeArchive `duplicate-name`. The path must have passed `assertSafePath`. */
  addFile(path: string): void {
    const slash = path.lastIndexOf('/');
    if (slash > 0) this.addFolder(path.slice(0, slash));
    this.#add(path, 'file');
  }

  /** @throws UnsafeArchive `duplicate-name`. The path must have passed `assertSafePath`. */
  addFolder(path: string): void {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      this.#add(path.slice(0, end), 'folder');
    }
    this.#add(path, 'folder');
  }

  #add(path: string, kind: 'file' | 'folder'): void {
    const folded = foldedName(path);
    const earlier = this.#names.get(folded);
    if (earlier === undefined) {
      this.#names.set(folded, { spelling: path, kind });
      return;
    }
    if (earlier.spelling !== path) {
      const problem = `is the same name as ${JSON.stringify(earlier.spelling)} where case or accents do not count`;
      throw new UnsafeArchive('duplicate-name', problem, { entry: path });
    }
    if (earlier.kind === 'file' && kind === 'file') {
      throw new UnsafeArchive('duplicate-name', 'is there twice', { entry: path });
    }
    if (earlier.kind !== kind) {
      throw new UnsafeArchive('duplicate-name', 'is both a file and a folder', { entry: path });
    }
  }
}

/** Upper then lower case joins letters that have one capital (ſ and s, K and k); NFC last, since case can undo it. */
const foldedName = (path: string): string => path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
