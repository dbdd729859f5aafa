import type { ScannedEvent } from '@pagewright/broker';

/** An event as a row of a table: flat, `data` as JSON text. The names are the columns of every format. */
export interface ExportRow {
  readonly position: number;
  readonly id: string;
  readonly kind: string;
  readonly stream_id: string;
  readonly aggregate_version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly time: string;
  readonly actor: string;
  readonly command_id: string;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly data: string;
}

export const COLUMNS = [
  'position',
  'id',
  'kind',
  'stream_id',
  'aggregate_version',
  'type',
  'schema_version',
  'time',
  'actor',
  'command_id',
  'correlation_id',
  'causation_id',
  'data',
] as const satisfies readonly (keyof ExportRow)[];

const decoder = new TextDecoder();

/**
 * The event as it was stored, in the schema version that it was stored in: analysts see what was written, and a log
 * of a newer program can still be exported.
 */
export const rowOf = (event: ScannedEvent): ExportRow => {
  const attribute = (name: string): string => event.attribute(name) ?? '';
  const id = attribute('id');
  const ceType = attribute('type');
  return {
    position: event.position,
    id,
    kind: event.kind,
    stream_id: event.id,
    aggregate_version: Number(attribute('aggregateversion')),
    type: event.type,
    schema_version: Number(ceType.slice(ceType.lastIndexOf('.v') + 2)),
    time: attribute('time'),
    actor: attribute('actor'),
    command_id: id.slice(0, Math.max(id.lastIndexOf(':'), 0)),
    correlation_id: attribute('correlationid'),
    causation_id: attribute('causationid'),
    data: decoder.decode(event.data),
  };
};
