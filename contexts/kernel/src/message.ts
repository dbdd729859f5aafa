declare const brand: unique symbol;

/** A primitive that has passed the check of its name; branded once, at the edge. */
export type Brand<Primitive, Name extends string> = Primitive & { readonly [brand]: Name };

export type Message<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Readonly<Data> }>;

/** `<kind>.<id>`: one aggregate's stream, e.g. `site.3f2a…`. */
export type StreamName = Brand<string, 'StreamName'>;
/** Global, strictly increasing, with gaps: the place of an event in the one log. 0 stands before the first event. */
export type Position = Brand<number, 'Position'>;
/** `<commandId>:<i>`, i from 0 over all events of the command. */
export type EventId = Brand<string, 'EventId'>;
export type CommandId = Brand<string, 'CommandId'>;
/** Hex sha256 of the canonical command: the same id with another digest is another command. */
export type CommandDigest = Brand<string, 'CommandDigest'>;

/** Who did it: `account:<id>`, `runner:<id>`, `policy:<name>`, `host:<name>`, `operator:<login>` or `anonymous`. */
export type Actor = Brand<string, 'Actor'>;

export interface RecordedMeta {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly position: Position;
  /** Contiguous from 1 within the stream. */
  readonly aggregateVersion: number;
  /** Version of the event's schema as stored; data has been upcast to the newest. */
  readonly schemaVersion: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly commandId: CommandId;
  readonly commandDigest: CommandDigest;
  readonly correlationId: string;
  /** Id of the event or command that caused this one. */
  readonly causationId: string;
  readonly actor: Actor;
  readonly traceparent?: string;
}

/** What something follows from, so that the log, and a trace, can be read from a wish to all that came of it. */
export type Cause = Pick<RecordedMeta, 'correlationId' | 'causationId' | 'traceparent'>;

/** An event as the cause of what follows from it. */
export const causeOf = ({ correlationId, id, traceparent }: RecordedMeta): Cause => ({
  correlationId,
  causationId: id,
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** A decided event that follows from something else than its command; without `cause` it takes the command's. */
export type Caused<Event extends Message = Message> = Event & { readonly cause?: Cause };

/** An event as rules fold it: from the log it comes with its envelope, in a specification it may come without. */
export type Folded<Event extends Message = Message> = Event & { readonly meta?: RecordedMeta };

/** An event as it lies in the log, parsed and upcast. Distributes over unions, so `switch (event.type)` narrows. */
export type Recorded<Event extends Message = Message> = Event extends Message
  ? Event & { readonly meta: RecordedMeta }
  : never;

export const BEGINNING = 0 as Position;
