import type { Message } from './message.ts';

/** How one event type is stored and read. `parse` is the newest schema; `upcasts[v]` turns data of version v into v + 1. */
export interface EventDefinition {
  readonly kind: string;
  readonly type: string;
  readonly version: number;
  readonly parse: (data: unknown) => unknown;
  readonly upcasts?: Readonly<Record<number, (data: unknown) => unknown>>;
}

/** The one place that knows which events exist; stores and feeds ask it on every write and every read. */
export interface EventCatalogue {
  /** Newest schema version of a type of a kind. @throws UnknownEvent */
  readonly versionOf: (kind: string, type: string) => number;
  /** Parses data against its schema, upcasting older versions first. @throws UnknownEvent | InvalidEvent */
  readonly read: (kind: string, type: string, version: number, data: unknown) => Message;
  readonly definitions: readonly EventDefinition[];
}

/** Definitions of one kind, all in their first schema version, from schemas that have a `parse`. */
export const defineEvents = (
  kind: string,
  schemas: Readonly<Record<string, { parse(data: unknown): unknown }>>,
): readonly EventDefinition[] =>
  Object.entries(schemas).map(([type, schema]) => ({ kind, type, version: 1, parse: (data) => schema.parse(data) }));

export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
  constructor(kind: string, type: string, version?: number) {
    super(
      `No schema for ${kind} event ${type}${version === undefined ? '' : ` version ${version}`}: this program is older than the log, or the log is not ours`,
    );
  }
}

export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  constructor(kind: string, type: string, cause: unknown) {
    super(`A ${kind} event ${type} does not fit its schema`, { cause });
  }
}

export const createCatalogue = (definitions: readonly EventDefinition[]): EventCatalogue => {
  const byKind = new Map<string, Map<string, EventDefinition>>();
  for (const definition of definitions) {
    const types = byKind.get(definition.kind) ?? new Map<string, EventDefinition>();
    if (types.has(definition.type)) throw new Error('Two definitions of one event type');
    byKind.set(definition.kind, types.set(definition.type, definition));
  }
  const find = (kind: string, type: string): EventDefinition => {
    const definition = byKind.get(kind)?.get(type);
    if (!definition) throw new UnknownEvent(kind, type);
    return definition;
  };
  return {
    definitions,
    versionOf: (kind, type) => find(kind, type).version,
    read: (kind, type, version, data) => {
      const definition = find(kind, type);
      if (version > definition.version || version < 1) throw new UnknownEvent(kind, type, version);
      const steps = version === definition.version ? NO_STEPS : upcastsFrom(definition, version);
      if (!steps) throw new UnknownEvent(kind, type, version);
      try {
        const newest = steps.reduce((current, upcast) => upcast(current), data);
        return { type, data: definition.parse(newest) as Message['data'] };
      } catch (cause) {
        throw new InvalidEvent(kind, type, cause);
      }
    },
  };
};

const NO_STEPS: readonly ((data: unknown) => unknown)[] = [];

/** Every step from the given version to the newest, or undefined when one is missing. */
const upcastsFrom = ({ version: newest, upcasts }: EventDefinition, version: number) => {
  const steps: ((data: unknown) => unknown)[] = [];
  for (let step = version; step < newest; step += 1) {
    const upcast = upcasts?.[step];
    if (!upcast) return undefined;
    steps.push(upcast);
  }
  return steps;
};
