import { inflateSync } from 'node:zlib';
import { GitImportFailed } from './git-import-failed.ts';

export interface PackLimits {
  readonly maxObjects: number;
  /** Of one object, inflated, in bytes. */
  readonly maxObjectBytes: number;
  /** Of all objects together, inflated and put together from their deltas. */
  readonly maxBytes: number;
}

/**
 * Goes through a pack (gitformat-pack(5), version 2) and adds up what its objects inflate to, before anything unpacks it:
 * a few kilobytes can hold gigabytes. An object inflates to the size it declares; what a delta makes is declared at its
 * beginning.
 * @throws GitImportFailed `too-large`, `unreadable`
 */
export const assertPackWithin = (pack: Uint8Array, limits: PackLimits): void => {
  const bytes = Buffer.from(pack.buffer, pack.byteOffset, pack.byteLength);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'PACK' || bytes.readUInt32BE(4) !== 2) throw unreadable();
  const objects = bytes.readUInt32BE(8);
  if (objects > limits.maxObjects) throw tooLarge(`more than ${limits.maxObjects} files and folders`);
  let offset = 12;
  let total = 0;
  for (let index = 0; index < objects; index += 1) {
    const header = headerAt(bytes, offset);
    total += header.size;
    if (header.size > limits.maxObjectBytes || total > limits.maxBytes) throw tooMuch(limits);
    const inflated = inflatedAt(bytes, header.data, header.size);
    if (header.isDelta) {
      const made = madeBy(inflated.content);
      total += made;
      if (made > limits.maxObjectBytes || total > limits.maxBytes) throw tooMuch(limits);
    }
    offset = header.data + inflated.consumed;
  }
};

const OFS_DELTA = 6;
const REF_DELTA = 7;
const ID_BYTES = 20;

const headerAt = (bytes: Buffer, start: number): { size: number; data: number; isDelta: boolean } => {
  let offset = start;
  let byte = byteAt(bytes, offset);
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let scale = 16; byte & 0x80; scale *= 128) {
    byte = byteAt(bytes, (offset += 1));
    size += (byte & 0x7f) * scale;
  }
  offset += 1;
  if (type === REF_DELTA) offset += ID_BYTES;
  if (type === OFS_DELTA) {
    while (byteAt(bytes, offset) & 0x80) offset += 1;
    offset += 1;
  }
  return { size, data: offset, isDelta: type === OFS_DELTA || type === REF_DELTA };
};

const inflatedAt = (bytes: Buffer, offset: number, size: number): { content: Buffer; consumed: number } => {
  try {
    // With `info` the engine comes too, which knows how much it has read; its types do not say so.
    const { buffer, engine } = inflateSync(bytes.subarray(offset), {
      info: true,
      maxOutputLength: Math.max(1, size),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    if (buffer.length !== size) throw new Error(`an object has ${buffer.length} bytes and declares ${size}`);
    return { content: buffer, consumed: engine.bytesWritten };
  } catch (cause) {
    throw unreadable(cause);
  }
};

/** A delta begins with two numbers, the sizes of what it is made from and of what it makes. */
const madeBy = (delta: Buffer): number => {
  const [, next] = numberAt(delta, 0);
  return numberAt(delta, next)[0];
};

const numberAt = (bytes: Buffer, start: number): readonly [value: number, next: number] => {
  let value = 0;
  let offset = start;
  for (let scale = 1; ; scale *= 128, offset += 1) {
    const byte = byteAt(bytes, offset);
    value += (byte & 0x7f) * scale;
    if ((byte & 0x80) === 0) return [value, offset + 1];
  }
};

const byteAt = (bytes: Buffer, offset: number): number => {
  const byte = bytes[offset];
  if (byte === undefined) throw unreadable();
  return byte;
};

const unreadable = (cause?: unknown): GitImportFailed =>
  new GitImportFailed(
    'unreadable',
    'The repository sent something that is no pack of files. Upload its files as a zip.',
    { cause },
  );
const tooLarge = (what: string): GitImportFailed =>
  new GitImportFailed('too-large', `The repository has ${what}. Upload only the files of the site, as a zip.`);
const tooMuch = ({ maxObjectBytes, maxBytes }: PackLimits): GitImportFailed =>
  tooLarge(`a file of more than ${mega(maxObjectBytes)} MB or more than ${mega(maxBytes)} MB in all`);
const mega = (bytes: number): number => Math.round(bytes / 1024 / 1024);
