import type { Node } from './disk-model.ts';

/** The part of Linux's FUSE protocol 7.31 that a broker's store needs: include/uapi/linux/fuse.h. */
export const OP = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  mkdir: 9,
  unlink: 10,
  rmdir: 11,
  rename: 12,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  fsyncdir: 30,
  access: 34,
  create: 35,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
  fallocate: 43,
  rename2: 45,
} as const;

export const ERROR = { noEntry: 2, exists: 17, notEmpty: 39, notImplemented: 38, invalid: 22 } as const;

export const MAX_WRITE = 1024 * 1024;
/** A request's longest message: a write with its head. */
export const MAX_MESSAGE = MAX_WRITE + 4096;

const BIG_WRITES = 1 << 5;
const MAX_PAGES = 1 << 22;
const DIRECT_IO = 1;
const SIZE_CHANGES = 1 << 3;
const MODE_CHANGES = 1;
const SYNCHRONOUS = 0o10000;

export interface Request {
  readonly opcode: number;
  readonly unique: bigint;
  readonly node: number;
  readonly body: Buffer;
}

export const parseRequest = (message: Buffer): Request => ({
  opcode: message.readUInt32LE(4),
  unique: message.readBigUInt64LE(8),
  node: Number(message.readBigUInt64LE(16)),
  body: message.subarray(40),
});

/** An answer with its body, or with an error number. */
export const answer = (unique: bigint, body: Buffer | number): Buffer => {
  const bytes = typeof body === 'number' ? Buffer.alloc(0) : body;
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + bytes.length, 0);
  head.writeInt32LE(typeof body === 'number' ? -body : 0, 4);
  head.writeBigUInt64LE(unique, 8);
  return Buffer.concat([head, bytes]);
};

export const namesIn = (body: Buffer, from: number): readonly string[] =>
  body.subarray(from).toString().split('\0').slice(0, -1);

export const writeIn = (body: Buffer) => ({
  at: Number(body.readBigUInt64LE(8)),
  bytes: body.subarray(40, 40 + body.readUInt32LE(16)),
  /** Opened with O_SYNC or O_DSYNC. */
  synchronous: (body.readUInt32LE(32) & SYNCHRONOUS) !== 0,
});
export const readIn = (body: Buffer) => ({ at: Number(body.readBigUInt64LE(8)), size: body.readUInt32LE(16) });
export const setattrIn = (body: Buffer) => {
  const valid = body.readUInt32LE(0);
  return {
    size: valid & SIZE_CHANGES ? Number(body.readBigUInt64LE(16)) : undefined,
    mode: valid & MODE_CHANGES ? body.readUInt32LE(68) & 0o7777 : undefined,
  };
};

export const initOut = (body: Buffer): Buffer => {
  const out = Buffer.alloc(64);
  out.writeUInt32LE(7, 0);
  out.writeUInt32LE(31, 4);
  out.writeUInt32LE(body.readUInt32LE(8), 8);
  out.writeUInt32LE((BIG_WRITES | MAX_PAGES) >>> 0, 12);
  out.writeUInt16LE(64, 16);
  out.writeUInt16LE(48, 18);
  out.writeUInt32LE(MAX_WRITE, 20);
  out.writeUInt32LE(1, 24);
  out.writeUInt16LE(MAX_WRITE / 4096, 28);
  return out;
};

/** Past the kernel's cache, so that every write is seen when it is made. */
export const openOut = (): Buffer => {
  const out = Buffer.alloc(16);
  out.writeUInt32LE(DIRECT_IO, 8);
  return out;
};
export const folderOut = (): Buffer => Buffer.alloc(16);
export const writeOut = (size: number): Buffer => {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(size, 0);
  return out;
};

const attributesOf = ({ id, kind, mode, content, changedAt }: Node): Buffer => {
  const out = Buffer.alloc(88);
  const size = content.seen.length;
  out.writeBigUInt64LE(BigInt(id), 0);
  out.writeBigUInt64LE(BigInt(size), 8);
  out.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), 16);
  for (const at of [24, 32, 40]) out.writeBigUInt64LE(BigInt(Math.floor(changedAt / 1_000)), at);
  for (const at of [48, 52, 56]) out.writeUInt32LE((changedAt % 1_000) * 1_000_000, at);
  out.writeUInt32LE((kind === 'folder' ? 0o040000 : 0o100000) | mode, 60);
  out.writeUInt32LE(kind === 'folder' ? 2 : 1, 64);
  out.writeUInt32LE(4096, 80);
  return out;
};

/** Names and attributes are asked for each time: nothing of them is kept by the kernel. */
export const attributesOut = (node: Node): Buffer => Buffer.concat([Buffer.alloc(16), attributesOf(node)]);
export const entryOut = (node: Node): Buffer => {
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(BigInt(node.id), 0);
  return Buffer.concat([head, attributesOf(node)]);
};

export const statfsOut = (): Buffer => {
  const out = Buffer.alloc(80);
  const blocks = 1n << 20n;
  for (const at of [0, 8, 16, 24, 32]) out.writeBigUInt64LE(blocks, at);
  out.writeUInt32LE(4096, 40);
  out.writeUInt32LE(255, 44);
  out.writeUInt32LE(4096, 48);
  return out;
};

/** As many names as fit, from the one at the offset on. */
export const namesOut = (names: readonly (readonly [string, Node])[], { at, size }: { at: number; size: number }) => {
  const entries: Buffer[] = [];
  let length = 0;
  for (const [index, [name, node]] of names.entries()) {
    if (index < at) continue;
    const bytes = Buffer.from(name);
    const entry = Buffer.alloc(Math.ceil((24 + bytes.length) / 8) * 8);
    entry.writeBigUInt64LE(BigInt(node.id), 0);
    entry.writeBigUInt64LE(BigInt(index + 1), 8);
    entry.writeUInt32LE(bytes.length, 16);
    entry.writeUInt32LE(node.kind === 'folder' ? 4 : 8, 20);
    bytes.copy(entry, 24);
    length += entry.length;
    if (length > size) break;
    entries.push(entry);
  }
  return Buffer.concat(entries);
};
