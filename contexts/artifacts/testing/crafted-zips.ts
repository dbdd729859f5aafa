import { crc32, deflateRawSync } from 'node:zlib';
import type { UnsafeArchiveCode } from '../src/index.ts';

export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Unix mode with its file type; 0 says nothing. */
  readonly mode?: number;
  /** What the entry says, where that is not so. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Content as it is compressed already. */
  readonly packed?: Uint8Array;
}

/** A zip written by hand (APPNOTE 4.3), so that it can say what no zip program would. */
export const zip = (...entries: readonly ZipEntry[]): Buffer => {
  const locals: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', mode = 0, size, crc, flags = 0x0800, method = 8, packed: given } of entries) {
    const body = Buffer.from(content);
    const packed = given ?? (method === 8 ? deflateRawSync(body) : body);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc ?? crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? body.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    listed.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
};

const page = { name: 'index.html', content: '<p>harmless</p>' };
const good = zip(page);

/** Zips that no honest sender makes; each is refused whole with its code. */
export const craftedZips: readonly { title: string; code: UnsafeArchiveCode; bytes: Uint8Array }[] = [
  { title: 'a name that climbs out', code: 'path-escapes', bytes: zip(page, { name: '../evil.txt', content: 'x' }) },
  { title: 'a name that climbs inside', code: 'path-escapes', bytes: zip({ name: 'a/../../evil.txt' }) },
  {
    title: 'a climbing name below a folder that is left out',
    code: 'path-escapes',
    bytes: zip({ name: 'node_modules/../../evil' }),
  },
  { title: 'a name that climbs by backslashes', code: 'path-escapes', bytes: zip({ name: '..\\evil.txt' }) },
  { title: 'backslashes among slashes', code: 'bad-name', bytes: zip({ name: 'a/..\\..\\evil.txt' }) },
  { title: 'an absolute name', code: 'path-escapes', bytes: zip({ name: '/tmp/pagewright-evil.txt' }) },
  { title: 'a drive letter', code: 'path-escapes', bytes: zip({ name: 'C:\\evil.txt' }) },
  { title: 'a line feed', code: 'bad-name', bytes: zip({ name: 'a\nb' }) },
  { title: 'no name', code: 'bad-name', bytes: zip({ name: '' }) },
  { title: 'a symlink', code: 'link', bytes: zip({ name: 'out', content: '/etc/passwd', mode: 0o120777 }) },
  { title: 'a device', code: 'device', bytes: zip({ name: 'null', mode: 0o020666 }) },
  { title: 'an encrypted file', code: 'unsupported-entry', bytes: zip({ ...page, flags: 0x0801 }) },
  { title: 'an unknown compression', code: 'unsupported-entry', bytes: zip({ ...page, method: 14 }) },
  { title: 'a folder with content', code: 'unsupported-entry', bytes: zip({ name: 'dir/', content: 'hidden' }) },
  { title: 'one name twice', code: 'duplicate-name', bytes: zip(page, page) },
  { title: 'names that differ in case', code: 'duplicate-name', bytes: zip(page, { name: 'INDEX.html' }) },
  { title: 'a file that is a folder too', code: 'duplicate-name', bytes: zip({ name: 'a' }, { name: 'a/b' }) },
  {
    title: 'a name of 600 bytes',
    code: 'path-too-long',
    bytes: zip({ name: `${'abcdefghi/'.repeat(30)}${'x'.repeat(300)}` }),
  },
  { title: '40 folders deep', code: 'path-too-deep', bytes: zip({ name: `${'d/'.repeat(40)}x` }) },
  { title: 'a file said to have 3 GiB', code: 'too-large', bytes: zip({ name: 'big', size: 3 * 1024 ** 3 }) },
  {
    title: 'a file that inflates to more than it says',
    code: 'damaged',
    bytes: zip({ name: 'bomb', content: Buffer.alloc(1024 ** 2), size: 100 }),
  },
  {
    title: 'a file that inflates to less than it says',
    code: 'damaged',
    bytes: zip({ name: 'short', content: 'x', size: 100 }),
  },
  { title: 'a wrong checksum', code: 'damaged', bytes: zip({ ...page, crc: 1 }) },
  { title: 'a zip cut off', code: 'truncated', bytes: good.subarray(0, -30) },
  { title: 'a local header and nothing else', code: 'truncated', bytes: Buffer.from('PK\u0003\u0004 and so on') },
];
