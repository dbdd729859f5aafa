import type { Chance } from '../seeded.ts';

const PAGE = 4096;
const SECTOR = 512;

interface Write {
  readonly at: number;
  readonly bytes: Buffer;
}
interface Cut {
  readonly length: number;
}
/** What was done to a file's content since it was last synced. */
type Change = Write | Cut;

export interface Node {
  readonly id: number;
  readonly kind: 'file' | 'folder';
  mode: number;
  /** Names in a folder; empty for a file. */
  readonly names: Map<string, Node>;
  readonly content: Content;
  changedAt: number;
}

/** A file's bytes as programs read them, and as the disk has them. */
interface Content {
  readonly seen: Bytes;
  readonly synced: Bytes;
  unsynced: Change[];
}

/** A name that comes to mean a node, or nothing. */
interface Naming {
  readonly folder: Node;
  readonly name: string;
  readonly node: Node | undefined;
}

/** What is left after a cut: paths of files with their bytes. */
export type Remains = ReadonlyMap<string, Buffer>;

/**
 * A disk with a cache before it, as ext4 and xfs are with their defaults. Bytes are on the disk once their file was
 * synced. Names are put into a journal in the order in which they changed; syncing anything commits the journal up to
 * there. What was not synced may be lost in part, in whole or not at all when the power goes.
 */
export class DiskModel {
  readonly root: Node;
  #nextId = 1;
  /** Names as the disk has them, by the folder's id. */
  readonly #committed = new Map<number, Map<string, Node>>();
  #journal: (readonly Naming[])[] = [];

  constructor(remains: Remains = new Map()) {
    this.root = this.#node('folder', 0o755);
    for (const [path, bytes] of remains) {
      const names = path.split('/');
      const name = names.pop() ?? '';
      let folder = this.root;
      for (const each of names) folder = folder.names.get(each) ?? this.make(folder, each, 'folder', 0o755);
      this.write(this.make(folder, name, 'file', 0o644), 0, bytes);
    }
    for (const node of this.#nodesBelow(this.root)) this.#syncContent(node);
    this.#commit();
  }

  make(folder: Node, name: string, kind: Node['kind'], mode: number): Node {
    const node = this.#node(kind, mode);
    this.#rename([{ folder, name, node }]);
    return node;
  }

  remove(folder: Node, name: string): void {
    this.#rename([{ folder, name, node: undefined }]);
  }

  move(from: Node, name: string, to: Node, newName: string): void {
    const node = from.names.get(name);
    this.#rename([
      { folder: from, name, node: undefined },
      { folder: to, name: newName, node },
    ]);
  }

  write(node: Node, at: number, bytes: Buffer): void {
    this.#change(node, { at, bytes: Buffer.from(bytes) });
  }

  resize(node: Node, length: number): void {
    this.#change(node, { length });
  }

  /** Of a file or a folder: its bytes, and all names up to now, are on the disk. */
  sync(node: Node): void {
    this.#syncContent(node);
    this.#commit();
  }

  /** What the disk has when the power goes now; what was on its way is decided by chance. */
  remainsAfterCut(chance: Chance): Remains {
    const names = new Map([...this.#committed].map(([id, each]) => [id, new Map(each)]));
    for (const change of this.#journal.slice(0, chance.below(this.#journal.length + 1))) applyNaming(names, change);
    const remains = new Map<string, Buffer>();
    const walk = (folder: Node, prefix: string): void => {
      for (const [name, node] of names.get(folder.id) ?? []) {
        if (node.kind === 'folder') walk(node, `${prefix}${name}/`);
        else remains.set(prefix + name, contentAfterCut(node.content, chance));
      }
    };
    walk(this.root, '');
    return remains;
  }

  #node(kind: Node['kind'], mode: number): Node {
    const content = { seen: new Bytes(), synced: new Bytes(), unsynced: [] };
    const node: Node = { id: this.#nextId, kind, mode, names: new Map(), content, changedAt: Date.now() };
    this.#nextId += 1;
    if (kind === 'folder') this.#committed.set(node.id, new Map());
    return node;
  }

  #rename(change: readonly Naming[]): void {
    for (const { folder, name, node } of change) {
      if (node) folder.names.set(name, node);
      else folder.names.delete(name);
      folder.changedAt = Date.now();
    }
    this.#journal.push(change);
  }

  #change(node: Node, change: Change): void {
    node.content.seen.apply(change);
    node.content.unsynced.push(change);
    node.changedAt = Date.now();
  }

  #syncContent({ content }: Node): void {
    for (const change of content.unsynced) content.synced.apply(change);
    content.unsynced = [];
  }

  #commit(): void {
    for (const change of this.#journal) applyNaming(this.#committed, change);
    this.#journal = [];
  }

  *#nodesBelow(folder: Node): Generator<Node> {
    for (const node of folder.names.values()) {
      yield node;
      yield* this.#nodesBelow(node);
    }
  }
}

const applyNaming = (names: Map<number, Map<string, Node>>, change: readonly Naming[]): void => {
  for (const { folder, name, node } of change) {
    if (node) names.get(folder.id)?.set(name, node);
    else names.get(folder.id)?.delete(name);
  }
};

/** None of it, the first part of it with the last write torn, or any pages of it. */
const contentAfterCut = ({ synced, unsynced }: Content, chance: Chance): Buffer => {
  const left = new Bytes(synced.view());
  const way = chance.below(3);
  if (way === 1) {
    const whole = chance.below(unsynced.length + 1);
    for (const change of unsynced.slice(0, whole)) left.apply(change);
    const torn = unsynced[whole];
    if (torn && 'bytes' in torn) left.apply(firstOf(torn, chance.below(torn.bytes.length / SECTOR + 1) * SECTOR));
  }
  if (way === 2) {
    for (const change of unsynced) {
      const pieces = 'bytes' in change ? pagesOf(change) : [change];
      for (const piece of pieces) if (chance.next() < 0.5) left.apply(piece);
    }
  }
  return Buffer.from(left.view());
};

const firstOf = ({ at, bytes }: Write, length: number): Write => ({ at, bytes: bytes.subarray(0, length) });

function* pagesOf({ at, bytes }: Write): Generator<Write> {
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, (Math.floor((at + from) / PAGE) + 1) * PAGE - at);
    yield { at: at + from, bytes: bytes.subarray(from, to) };
    from = to;
  }
}

/** Bytes that grow; a hole reads as zeros. */
class Bytes {
  #buffer: Buffer;
  #length: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#buffer = Buffer.from(bytes);
    this.#length = bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  apply(change: Change): void {
    if ('length' in change && !('bytes' in change)) return this.#resize(change.length);
    const { at, bytes } = change as Write;
    if (at + bytes.length > this.#length) this.#resize(at + bytes.length);
    bytes.copy(this.#buffer, at);
  }

  #resize(length: number): void {
    if (length > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(length, this.#buffer.length * 2));
      this.view().copy(grown);
      this.#buffer = grown;
    } else if (length < this.#length) {
      this.#buffer.fill(0, length, this.#length);
    }
    this.#length = length;
  }
}
