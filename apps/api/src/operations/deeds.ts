import { type AuditEvent, auditDecider, auditStream } from '@pagewright/identity';
import { type Aggregates, type CommandContext, type CommandResult, target } from '@pagewright/kernel';

/** What an operator did by hand, without its moment. */
export type Deed = AuditEvent extends infer Event
  ? Event extends { type: infer Type; data: infer Data }
    ? { readonly type: Type; readonly data: Omit<Data, 'at'> }
    : never
  : never;

/** Writes into the log what has been done, as a deed of the operator whom it was made for. */
export type RecordDeed = (deed: Deed) => Promise<CommandResult>;

/** For one act: a second deed under the same command would be taken for a repeat of the first. */
export const deedRecorder =
  (aggregates: Pick<Aggregates, 'handleCommand'>, workspace: string, context: CommandContext): RecordDeed =>
  (deed) => {
    const done = { ...deed, data: { ...deed.data, at: context.now } } as AuditEvent;
    const command = { type: 'RecordDeed' as const, data: { deed: done } };
    return aggregates.handleCommand(target(auditStream(workspace), auditDecider, command), context);
  };
