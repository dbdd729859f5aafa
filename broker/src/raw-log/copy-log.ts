import { LogMeter, type LogSum, withPositions } from './log-meter.ts';
import {
  LogNotEmpty,
  LogNotFilled,
  type LogSource,
  type LogTarget,
  type PositionFields,
  type RawEvent,
} from './raw-log.ts';

export interface CopyOptions {
  readonly fields: PositionFields;
  /** Told now and then how many events were copied. */
  readonly progress?: (events: number) => void;
  readonly signal?: AbortSignal;
}

export interface Copied extends LogSum {
  /** The place in the new log that corresponds to one in the old: everything up to it is the same. */
  readonly placeOf: (position: number) => number;
}

const CHUNK = 256;

/**
 * Fills an empty log with all events of another, in their order, until there are no more, and then reads both from the
 * beginning and compares. Positions that events name are those of the new log.
 * @throws LogNotEmpty | LogNotWhole | LogNotFilled
 */
export const copyLog = async (source: LogSource, target: LogTarget, options: CopyOptions): Promise<Copied> => {
  const { fields, progress, signal } = options;
  if ((await target.last()) > 0) {
    throw new LogNotEmpty(`${target.name} has events already: only an empty log can be filled`);
  }
  const meter = new LogMeter(fields);
  const placed: number[] = [];
  const pending: RawEvent[] = [];
  const flush = async (): Promise<void> => {
    if (pending.length > 0) placed.push(...(await target.append(pending.splice(0))));
    progress?.(placed.length);
  };
  const add = async (event: RawEvent): Promise<void> => {
    meter.add(event);
    let needs = 0;
    withPositions(event, fields, (position) => (needs = Math.max(needs, meter.ordinalOf(position))));
    if (needs > placed.length || pending.length >= CHUNK) await flush();
    const data = withPositions(event, fields, (position) => placed[meter.ordinalOf(position) - 1] ?? 0);
    pending.push({ ...event, data });
  };

  let end = 0;
  for (let last = await source.last(); last > end; last = await source.last()) {
    for await (const events of source.read(end, last)) {
      if (signal?.aborted) {
        throw new LogNotFilled(
          `The copy was broken off: ${target.name} has only a part; begin again with an empty one`,
        );
      }
      for (const event of events) await add(event);
    }
    await flush();
    end = last;
  }
  const [was, is] = [meter.sum, await sumOf(target, fields)];
  if (was.events !== is.events || was.digest !== is.digest) {
    throw new LogNotFilled(
      `${target.name} reads as ${is.events} events with sha256 ${is.digest}, but ${source.name} as ${was.events} with ${was.digest}`,
    );
  }
  return { ...was, placeOf: (position) => placed[meter.countUpTo(position) - 1] ?? 0 };
};

/** Reads a log whole. */
export const sumOf = async (log: LogSource, fields: PositionFields): Promise<LogSum> => {
  const meter = new LogMeter(fields);
  for await (const events of log.read(0, await log.last())) for (const event of events) meter.add(event);
  return meter.sum;
};
