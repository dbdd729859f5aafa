import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@pagewright/artifacts';
import type { Source } from './file-answers.ts';
import { isDocument, mediaTypeOf } from './media-type.ts';
import type { Release, ReleaseFile } from './release.ts';
import type { RequestPath } from './request-path.ts';

/** Marks the elements of a page with their places in the source and puts markup first into its head. */
export type MarkPage = (page: { path: string; bytes: Uint8Array; first: string }) => Uint8Array | undefined;

export interface EditorPagesOptions {
  readonly mark: MarkPage;
  /** The only pages that the bridge answers. */
  readonly appOrigins: readonly string[];
  /** Whether a file of this size is answered from memory: marked pages are nowhere else. */
  readonly isHeld: (file: ReleaseFile) => boolean;
}

const BRIDGE = join(import.meta.dirname, 'bridge');
/** Larger pages come without marks: they are looked at, and cannot be picked from. */
const LARGEST_MARKED_BYTES = 1024 * 1024;
const REMEMBERED_PAGES = 500;

/** What the editor's origin answers otherwise than the others: pages with marks and the bridge, and the bridge itself. */
export class EditorPages {
  readonly #mark: MarkPage;
  readonly #isHeld: EditorPagesOptions['isHeld'];
  readonly #bridge: ReadonlyMap<string, Buffer>;
  readonly #pages = new Map<string, ReleaseFile>();

  constructor({ mark, appOrigins, isHeld }: EditorPagesOptions) {
    this.#mark = mark;
    this.#isHeld = isHeld;
    const files = readdirSync(BRIDGE).filter((name) => name.endsWith('.js'));
    const origins = appOrigins.map((origin) => new URL(origin).origin);
    this.#bridge = new Map([
      ...files.map((name) => [name, readFileSync(join(BRIDGE, name))] as const),
      ['app-origins.js', Buffer.from(`export const APP_ORIGINS = ${JSON.stringify(origins)};\n`)],
    ]);
  }

  /** A file of the bridge, at `/.pagewright/bridge/<name>`. */
  bridge({ names, folder }: RequestPath): Buffer | undefined {
    const [first, second, name, ...others] = names;
    if (folder || others.length > 0 || first !== '.pagewright' || second !== 'bridge') return undefined;
    return name === undefined ? undefined : this.#bridge.get(name);
  }

  /** The marked form of a page, or undefined for what is served as it is. @throws ReleaseDamaged */
  async page(release: Release, file: ReleaseFile): Promise<{ file: ReleaseFile; source: Source } | undefined> {
    if (!isDocument(file.path) || file.size > LARGEST_MARKED_BYTES) return undefined;
    const name = `${file.sha256} ${file.path}`;
    const read = async (): Promise<Buffer> => this.#marked(file, await release.read(file));
    const known = this.#pages.get(name) ?? this.#described(file, await read());
    if (this.#pages.size >= REMEMBERED_PAGES) this.#pages.clear();
    this.#pages.set(name, known);
    if (!this.#isHeld(known)) return undefined;
    return { file: known, source: { read, open: () => release.open(file) } };
  }

  #marked({ path }: ReleaseFile, bytes: Buffer): Buffer {
    const at = path.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    const first = `<script src="/.pagewright/bridge/early.js" data-file="${at}"></script>`;
    const marked = this.#mark({ path, bytes, first });
    return marked ? Buffer.from(marked) : bytes;
  }

  #described(file: ReleaseFile, bytes: Buffer): ReleaseFile {
    return { ...file, size: bytes.length, sha256: sha256(bytes), type: mediaTypeOf('page.html'), prepared: new Map() };
  }
}
