import type { Recorded } from '@pagewright/kernel';
import type { Unsealing } from './sealed-text.ts';

/** An event as commands print it for programs: one object, the envelope beside the data. */
export interface PrintedEvent {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly aggregateVersion: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly time: string;
  readonly actor: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: unknown;
}

export const printed = async ({ type, data, meta }: Recorded, unseal: Unsealing): Promise<PrintedEvent> => ({
  position: meta.position,
  id: meta.id,
  stream: meta.stream,
  aggregateVersion: meta.aggregateVersion,
  type,
  schemaVersion: meta.schemaVersion,
  time: meta.time,
  actor: meta.actor,
  commandId: meta.commandId,
  correlationId: meta.correlationId,
  causationId: meta.causationId,
  data: await unseal(data),
});

/** For people: what happened first, what it says last. */
export const lineOf = ({ position, time, stream, type, actor, data }: PrintedEvent): string =>
  `${String(position).padStart(8)}  ${time}  ${type.padEnd(16)}  ${stream}  ${actor}  ${JSON.stringify(data)}`;
