import type { Attributes, EventData, EventType } from './event-types.ts';

/** A CloudEvent as it was published; `type` says which data it has. */
export type PublicEvent<Type extends EventType = EventType> = {
  readonly [Each in Type]: Attributes & {
    readonly type: Each;
    readonly dataschema: string;
    readonly data: EventData[Each];
  };
}[Type];
