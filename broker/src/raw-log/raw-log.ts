import type { StreamName } from '@pagewright/kernel';

/** An event as it is stored, neither parsed against a schema nor upcast: what a copy must keep. */
export interface RawEvent {
  readonly position: number;
  readonly stream: StreamName;
  readonly type: string;
  /** CloudEvents attributes and ours, by their names without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly data: object;
}

/** A log from which everything is read. */
export interface LogSource {
  /** What it is, for people. */
  readonly name: string;
  last(): Promise<number>;
  /** Everything after a position up to that of another event, in order. @throws LogNotWhole where something is missing */
  read(after: number, upTo: number): AsyncIterable<readonly RawEvent[]>;
}

/** A log that can be filled from its beginning, by one writer, while nobody else writes to it. */
export interface LogTarget extends LogSource {
  /** Appends in order and gives the new positions. @throws LogNotFilled: begin again with an empty log */
  append(events: readonly RawEvent[]): Promise<readonly number[]>;
}

/** Fields of a stream's events, by its kind, that name a position of the log. */
export type PositionFields = Readonly<Record<string, readonly string[]>>;

/** Events are missing where none can be. */
export class LogNotWhole extends Error {
  override readonly name = 'LogNotWhole';
}
/** Only an empty log can be filled. */
export class LogNotEmpty extends Error {
  override readonly name = 'LogNotEmpty';
}
export class LogNotFilled extends Error {
  override readonly name = 'LogNotFilled';
}

export const kindOf = (stream: StreamName): string => stream.split('.', 1)[0] ?? '';
