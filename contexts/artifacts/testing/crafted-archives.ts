import { gzipSync } from 'node:zlib';
import type { UnsafeArchiveCode } from '../src/index.ts';

export interface CraftedArchive {
  readonly title: string;
  readonly code: UnsafeArchiveCode;
  readonly bytes: Uint8Array;
}

export interface TarEntry {
  readonly name: string | Uint8Array;
  /** The header's type flag; `0` is a file. */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  readonly mode?: number;
  /** What the header says, where that is not the content's length. */
  readonly size?: number;
}

/** One tar entry written by hand, so that it can say what no tar program would. */
export function tarEntry({ name, type = '0', content = '', link = '', mode = 0o644, size }: TarEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write(mode.toString(8).padStart(7, '0'), 100);
  header.write('0000000', 108);
  header.write('0000000', 116);
  header.write((size ?? body.length).toString(8).padStart(11, '0'), 124);
  header.write('00000000000', 136);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\u000000', 257);
  return Buffer.concat([withChecksum(header), body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** A pax record block for the entry that follows. */
export function paxEntry(attributes: Readonly<Record<string, string>>): Buffer {
  const records = Object.entries(attributes).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const digits = String(rest + String(rest).length).length;
    return `${rest + digits} ${key}=${value}\n`;
  });
  return tarEntry({ name: 'PaxHeader', type: 'x', content: records.join('') });
}

export const tarEnd = Buffer.alloc(1024);

/** Entries as one complete `tar.gz`. */
export const tarGz = (...entries: readonly Uint8Array[]): Buffer => gzipSync(Buffer.concat([...entries, tarEnd]));

const page = tarEntry({ name: 'index.html', content: '<p>harmless</p>' });
const single = (entry: TarEntry): Buffer => tarGz(page, tarEntry(entry));
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
};

/** Archives that no honest sender makes; each is refused whole with its code (STACK 7, BROKER 11 number 27). */
export const craftedArchives: readonly CraftedArchive[] = [
  { title: 'a name that climbs out', code: 'path-escapes', bytes: single({ name: '../evil.txt', content: 'x' }) },
  {
    title: 'a name that climbs inside',
    code: 'path-escapes',
    bytes: single({ name: 'a/../../evil.txt', content: 'x' }),
  },
  { title: 'a folder that climbs out', code: 'path-escapes', bytes: single({ name: '../', type: '5' }) },
  { title: 'a climbing name after ./', code: 'path-escapes', bytes: single({ name: './../evil.txt' }) },
  {
    title: 'an absolute name',
    code: 'path-escapes',
    bytes: single({ name: '/tmp/pagewright-evil.txt', content: 'x' }),
  },
  { title: 'a drive letter', code: 'path-escapes', bytes: single({ name: 'C:evil.txt', content: 'x' }) },
  {
    title: 'a climbing name in a pax header',
    code: 'path-escapes',
    bytes: tarGz(paxEntry({ path: '../evil.txt' }), tarEntry({ name: 'good.txt', content: 'x' })),
  },
  { title: 'a symlink out', code: 'link', bytes: single({ name: 'out', type: '2', link: '/etc/passwd' }) },
  { title: 'a symlink within', code: 'link', bytes: single({ name: 'in', type: '2', link: 'index.html' }) },
  {
    title: 'a symlinked folder and a file through it',
    code: 'link',
    bytes: tarGz(tarEntry({ name: 'd', type: '2', link: '/tmp' }), tarEntry({ name: 'd/evil.txt', content: 'x' })),
  },
  { title: 'a hard link', code: 'link', bytes: single({ name: 'hard', type: '1', link: '../../etc/passwd' }) },
  { title: 'a character device', code: 'device', bytes: single({ name: 'null', type: '3' }) },
  { title: 'a block device', code: 'device', bytes: single({ name: 'sda', type: '4' }) },
  { title: 'a named pipe', code: 'device', bytes: single({ name: 'pipe', type: '6' }) },
  { title: 'an unknown entry type', code: 'unsupported-entry', bytes: single({ name: 'odd', type: 'Z' }) },
  {
    title: 'a folder with content',
    code: 'unsupported-entry',
    bytes: single({ name: 'dir/', type: '5', content: 'hidden' }),
  },
  {
    title: 'a sparse file',
    code: 'unsupported-entry',
    bytes: tarGz(paxEntry({ 'GNU.sparse.major': '1' }), tarEntry({ name: 'sparse', content: 'x' })),
  },
  {
    title: 'a pax size that differs from the header',
    code: 'unsupported-entry',
    bytes: tarGz(paxEntry({ size: '4' }), tarEntry({ name: 'size', content: 'x' })),
  },
  { title: 'one name twice', code: 'duplicate-name', bytes: tarGz(page, page) },
  { title: 'names that differ in case', code: 'duplicate-name', bytes: single({ name: 'INDEX.html', content: 'x' }) },
  {
    title: 'folders that differ in case',
    code: 'duplicate-name',
    bytes: tarGz(tarEntry({ name: 'a/x', content: 'x' }), tarEntry({ name: 'A/y', content: 'y' })),
  },
  {
    title: 'names that differ in Unicode form',
    code: 'duplicate-name',
    bytes: tarGz(tarEntry({ name: 'caf\u00e9.html' }), tarEntry({ name: 'cafe\u0301.html' })),
  },
  {
    title: 'a file that is a folder too',
    code: 'duplicate-name',
    bytes: tarGz(tarEntry({ name: 'a', content: 'x' }), tarEntry({ name: 'a/b', content: 'y' })),
  },
  { title: 'a backslash', code: 'bad-name', bytes: single({ name: '..\\evil.txt', content: 'x' }) },
  { title: 'a line feed', code: 'bad-name', bytes: single({ name: 'a\nb', content: 'x' }) },
  { title: 'an empty segment', code: 'bad-name', bytes: single({ name: 'a//b', content: 'x' }) },
  { title: 'no name', code: 'bad-name', bytes: single({ name: '', content: 'x' }) },
  { title: 'bytes that are not UTF-8', code: 'bad-name', bytes: single({ name: Buffer.from([0x61, 0xff]) }) },
  {
    title: 'a NUL in a pax name',
    code: 'bad-name',
    bytes: tarGz(paxEntry({ path: 'a\u0000b' }), tarEntry({ name: 'good.txt' })),
  },
  {
    title: 'a name of 600 bytes',
    code: 'path-too-long',
    bytes: tarGz(paxEntry({ path: 'abcdefghi/'.repeat(30) + 'x'.repeat(300) }), tarEntry({ name: 'x' })),
  },
  {
    title: '40 folders deep',
    code: 'path-too-deep',
    bytes: tarGz(paxEntry({ path: `${'d/'.repeat(40)}x` }), tarEntry({ name: 'x' })),
  },
  { title: 'a file said to have 8 GiB', code: 'too-large', bytes: single({ name: 'big', size: 8 * 1024 ** 3 - 1 }) },
  { title: 'a size in base 256', code: 'too-large', bytes: tarGz(page, withBinarySize()) },
  { title: 'bytes after the gzip', code: 'trailing-garbage', bytes: Buffer.concat([tarGz(page), Buffer.from('junk')]) },
  { title: 'zeros after the gzip', code: 'trailing-garbage', bytes: Buffer.concat([tarGz(page), Buffer.alloc(9)]) },
  {
    title: 'an entry after the end marker',
    code: 'trailing-garbage',
    bytes: tarGz(page, tarEnd, tarEntry({ name: 'x' })),
  },
  { title: 'text after the end marker', code: 'trailing-garbage', bytes: tarGz(page, tarEnd, Buffer.from('junk')) },
  { title: 'a gzip cut off', code: 'truncated', bytes: tarGz(page).subarray(0, -9) },
  { title: 'a tar without its end', code: 'truncated', bytes: gzipSync(page) },
  { title: 'a tar cut off in a file', code: 'truncated', bytes: gzipSync(page.subarray(0, 520)) },
  {
    title: 'a tar cut off in a header',
    code: 'truncated',
    bytes: gzipSync(Buffer.concat([page, page.subarray(0, 99)])),
  },
  { title: 'nothing', code: 'not-a-tar-gz', bytes: Buffer.alloc(0) },
  { title: 'a zip', code: 'not-a-tar-gz', bytes: Buffer.from('PK\u0003\u0004 and so on') },
  { title: 'a tar that is not compressed', code: 'not-a-tar-gz', bytes: Buffer.concat([page, tarEnd]) },
  { title: 'a gzip of text', code: 'not-a-tar-gz', bytes: gzipSync('a text, no tar. '.repeat(100)) },
  { title: 'a gzip with a wrong checksum', code: 'not-a-tar-gz', bytes: flipped(tarGz(page), tarGz(page).length - 6) },
  { title: 'a header with a wrong checksum', code: 'not-a-tar-gz', bytes: tarGz(flipped(page, 101)) },
  {
    title: 'a long-name record of 1 MiB',
    code: 'not-a-tar-gz',
    bytes: tarGz(tarEntry({ name: 'L', type: 'L', content: 'x'.repeat(1024 ** 2) }), page),
  },
  { title: 'an empty pax record', code: 'not-a-tar-gz', bytes: tarGz(tarEntry({ name: 'x', type: 'x' }), page) },
];

function withChecksum(header: Buffer): Buffer {
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return header;
}

function withBinarySize(): Buffer {
  const header = tarEntry({ name: 'big' });
  header.fill(0, 124, 136);
  header.writeUInt8(0x80, 124);
  header.writeUIntBE(10 * 1024 ** 3, 130, 6);
  return withChecksum(header);
}
