import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { promisify } from 'node:util';
import type { Snapshot } from '@pagewright/kernel';
import { type Columns, fromColumns, toColumns } from './columns.ts';

/** How a snapshot is written; one of another version counts as missing. */
const FORMAT = 1;
/** Compressed in less time than it takes to send; higher levels save little on digests. */
const LEVEL = 1;
/** Below this, compressing costs more than it saves. */
const SMALL = 4_096;
/** What a damaged message may unpack to at most. */
const MAX_UNPACKED = 64 * 1024 * 1024;
const COMPRESSED = 1;
const PLAIN = 0;

interface Written extends Omit<Snapshot, 'state' | 'commands'> {
  readonly format: number;
  /** The state, without its long lists where it is an object. */
  readonly plain: unknown;
  readonly lists: Readonly<Record<string, Columns>>;
  readonly commands: Columns | Snapshot['commands'];
}

const compress = promisify(zstdCompress);

/** A byte that says whether it is compressed (zstd), then JSON. */
export const encodeSnapshot = async ({ state, commands, ...rest }: Snapshot): Promise<Uint8Array> => {
  const written: Written = { format: FORMAT, ...rest, ...split(state), commands: toColumns(commands) ?? commands };
  const text = Buffer.from(JSON.stringify(written));
  return text.length < SMALL
    ? Buffer.concat([Buffer.of(PLAIN), text])
    : Buffer.concat([
        Buffer.of(COMPRESSED),
        await compress(text, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
      ]);
};

/** Undefined for what another release wrote, or nobody. */
export const decodeSnapshot = (bytes: Uint8Array): Snapshot | undefined => {
  try {
    const body = bytes.subarray(1);
    const text = bytes[0] === COMPRESSED ? zstdDecompressSync(body, { maxOutputLength: MAX_UNPACKED }) : body;
    const written = JSON.parse(Buffer.from(text).toString()) as Written;
    if (written.format !== FORMAT) return undefined;
    const { stateVersion, head, lastEvent, plain, lists, commands } = written;
    return {
      stateVersion,
      head,
      lastEvent,
      state: join(plain, lists),
      commands: 'count' in commands ? (fromColumns(commands) as unknown as Snapshot['commands']) : commands,
    };
  } catch {
    return undefined;
  }
};

const split = (state: unknown): Pick<Written, 'plain' | 'lists'> => {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return { plain: state, lists: {} };
  const plain: [string, unknown][] = [];
  const lists: [string, Columns][] = [];
  for (const [name, value] of Object.entries(state)) {
    const columns = Array.isArray(value) ? toColumns(value) : undefined;
    if (columns) lists.push([name, columns]);
    else plain.push([name, value]);
  }
  return { plain: Object.fromEntries(plain), lists: Object.fromEntries(lists) };
};

const join = (plain: unknown, lists: Written['lists']): unknown => {
  const names = Object.keys(lists);
  if (names.length === 0) return plain;
  return {
    ...(plain as object),
    ...Object.fromEntries(names.map((name) => [name, fromColumns(lists[name] as Columns)])),
  };
};
