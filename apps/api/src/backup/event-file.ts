import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { LogSource, RawEvent } from '@pagewright/broker';
import type { StreamName } from '@pagewright/kernel';
import { BackupUnusable } from './manifest.ts';

/** One line of JSON per event, in the order of the log, compressed. */
interface Line {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: object;
}

const CHUNK = 500;

/** Writes events as they come and returns when they are on the disk; only the owner may read them. */
export const writeEvents = async (file: string, events: AsyncIterable<RawEvent>): Promise<void> => {
  const lines = async function* () {
    for await (const { position, stream, type, attributes, data } of events) {
      const line: Line = { position, stream, type, attributes: Object.fromEntries(attributes), data };
      yield `${JSON.stringify(line)}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  await using written = await open(file, 'r');
  await written.sync();
};

/** The events of such a file as a log to copy from. */
export const eventFile = (file: string, last: number): LogSource => ({
  name: `The backup ${file}`,
  last: async () => last,
  read: async function* (after, upTo) {
    const unpacked = createGunzip();
    // Either end's fault, and a reader that has enough, end both; a fault comes out below.
    const unpacking = pipeline(createReadStream(file), unpacked).catch(() => undefined);
    let events: RawEvent[] = [];
    try {
      const lines = createInterface({ input: unpacked, crlfDelay: Infinity });
      for await (const line of lines) {
        const event = eventIn(line);
        if (event.position <= after || event.position > upTo) continue;
        events.push(event);
        if (events.length < CHUNK) continue;
        yield events;
        events = [];
      }
    } catch (cause) {
      throw new BackupUnusable(`${file} cannot be read to its end: it is missing or damaged`, { cause });
    } finally {
      unpacked.destroy();
      await unpacking;
    }
    if (events.length > 0) yield events;
  },
});

const eventIn = (text: string): RawEvent => {
  const { position, stream, type, attributes, data } = JSON.parse(text) as Line;
  return { position, stream: stream as StreamName, type, attributes: new Map(Object.entries(attributes)), data };
};
