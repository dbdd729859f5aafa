import { once } from 'node:events';
import { extract, type Extract, type Header } from 'tar-stream';
import type { FileTree } from '@pagewright/kernel/file-tree';
import { defaultArchiveLimits, type ArchiveLimits } from './archive-limits.ts';
import { assertSafePath } from './file-path.ts';
import { inflate } from './inflate.ts';
import { NameLedger } from './name-ledger.ts';
import { skips, type SkipEntry } from './skip-entry.ts';
import { TarFrame } from './tar-frame.ts';
import { TreeCount } from './tree-count.ts';
import { UnsafeArchive } from './unsafe-archive.ts';

/**
 * Reads a `tar.gz` of unknown origin into memory, whole or not at all: nothing is written anywhere.
 * Only files and folders with safe names are taken; modes, times and owners are never used, so a
 * setuid bit means nothing. Reading stops at the first thing that is wrong and closes the source.
 * @param skip tells entries to leave out unseen: what they are is not looked at either.
 * @throws UnsafeArchive; errors of the source pass through unchanged.
 */
export async function unpackArchive(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  limits: ArchiveLimits = defaultArchiveLimits,
  skip: SkipEntry = () => false,
): Promise<FileTree> {
  const frame = new TarFrame(4 * limits.maxFiles + 4);
  const entries = new EntryCollector(limits, skip);
  for await (const chunk of inflate(source, limits)) {
    frame.accept(chunk);
    await entries.write(chunk);
  }
  frame.end();
  return entries.end();
}

/** Feeds the tar parser and keeps the content of each entry that passes; the first that does not ends it. */
class EntryCollector {
  readonly #tree = new Map<string, Uint8Array>();
  readonly #names = new NameLedger();
  readonly #limits: ArchiveLimits;
  readonly #count: TreeCount;
  readonly #skip: SkipEntry;
  /** Holds no chunk back, so that `write` resolves when the parser is through with it and a refusal is never late. */
  readonly #parser: Extract = extract({ highWaterMark: 1 });
  #folders = 0;
  #failure: unknown;

  constructor(limits: ArchiveLimits, skip: SkipEntry) {
    this.#limits = limits;
    this.#count = new TreeCount(limits);
    this.#skip = skip;
    this.#parser.on('error', (error: Error) => (this.#failure ??= error));
    this.#parser.on('entry', (header, content, next) => {
      content.on('error', () => undefined); // the parser's own error says it
      try {
        const keep = this.#accept(header);
        content.on('data', (piece) => keep(piece as Uint8Array)); // untyped streams: the parser cuts what `write` got
        content.once('end', next);
      } catch (raw) {
        const refusal = raw instanceof Error ? raw : new Error(String(raw));
        this.#failure = refusal;
        next(refusal);
      }
    });
  }

  async write(chunk: Uint8Array): Promise<void> {
    const flowing = this.#parser.write(chunk);
    if (!flowing) await this.#reached('drain');
    this.#throwIfFailed();
  }

  async end(): Promise<FileTree> {
    const finished = this.#reached('finish');
    this.#parser.end(null);
    await finished;
    this.#throwIfFailed();
    return this.#tree;
  }

  async #reached(event: 'drain' | 'finish'): Promise<void> {
    this.#throwIfFailed();
    await once(this.#parser, event).catch((raw: unknown) => (this.#failure ??= raw));
  }

  #throwIfFailed(): void {
    if (this.#failure === undefined) return;
    if (this.#failure instanceof UnsafeArchive) throw this.#failure;
    throw new UnsafeArchive('not-a-tar-gz', 'has no readable tar inside', { cause: this.#failure });
  }

  /** Checks one header and gives what takes its content. */
  #accept(header: Header): (content: Uint8Array) => void {
    const spelled = header.name;
    const path = withoutDotPrefix(spelled);
    const { size } = header;
    if (skips(this.#skip, path)) return () => undefined;
    const isFolder = header.type === 'directory' || (header.type === 'file' && path.endsWith('/') && size === 0);
    if (!isFolder && header.type !== 'file') throw refusedType(header);
    if (isFolder) {
      this.#acceptFolder(path.replace(/\/$/, ''));
      return () => undefined;
    }
    assertPlainContent(header);
    assertSafePath(path, this.#limits);
    this.#names.addFile(path);
    // The declared size counts before a byte of it is inflated.
    this.#count.file(spelled, size);
    const bytes = new Uint8Array(size);
    let filled = 0;
    this.#tree.set(path, bytes);
    return (content) => {
      bytes.set(content, filled);
      filled += content.length;
    };
  }

  #acceptFolder(path: string): void {
    this.#folders += 1;
    if (this.#folders > this.#limits.maxFiles) throw tooMany('folders', this.#limits.maxFiles);
    if (path === '' || path === '.') return;
    assertSafePath(path, this.#limits);
    this.#names.addFolder(path);
  }
}

/** `tar -C site .` writes `./index.html`: the one spelling that is made normal instead of refused. */
const withoutDotPrefix = (name: string): string => name.replace(/^(?:\.\/)+/, '');

const tooMany = (what: string, limit: number): UnsafeArchive =>
  new UnsafeArchive('too-many-files', `has more than ${limit} ${what}`);

function refusedType({ type, name, linkname }: Header): UnsafeArchive {
  switch (type) {
    case 'link':
    case 'symlink':
      return new UnsafeArchive('link', `is a link to ${JSON.stringify(linkname)}`, { entry: name });
    case 'character-device':
    case 'block-device':
    case 'fifo':
      return new UnsafeArchive('device', 'is a device or a pipe', { entry: name });
    default:
      return new UnsafeArchive('unsupported-entry', 'is neither a file nor a folder', { entry: name });
  }
}

/** A pax size would move the parser off the frame; a sparse file's bytes are not its content. */
function assertPlainContent({ name, pax }: Header): void {
  for (const key of typeof pax === 'object' && pax !== null ? Object.keys(pax) : []) {
    if (key === 'size' || key.startsWith('GNU.sparse.')) {
      throw new UnsafeArchive('unsupported-entry', `has the extended attribute ${JSON.stringify(key)}`, {
        entry: name,
      });
    }
  }
}
