import { userInfo } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Broker } from '@pagewright/broker';
import { type AuditEvent, auditDecider, auditStream } from '@pagewright/identity';
import { actor, commandDigest, commandId, createAggregates, target } from '@pagewright/kernel';

type Deed = AuditEvent extends infer Event
  ? Event extends { type: infer Type; data: infer Data }
    ? { readonly type: Type; readonly data: Omit<Data, 'at'> }
    : never
  : never;

/** Writes into the log what an operator has done; the actor is the login on this machine. */
export const recordDeed = async (broker: Pick<Broker, 'events'>, workspace: string, deed: Deed): Promise<void> => {
  const now = new Date().toISOString();
  const id = commandId('operator', randomUUID());
  const command = {
    type: 'RecordDeed' as const,
    data: { deed: { ...deed, data: { ...deed.data, at: now } } as AuditEvent },
  };
  await createAggregates(broker.events).handleCommand(target(auditStream(workspace), auditDecider, command), {
    commandId: id,
    commandDigest: commandDigest(deed),
    actor: actor('operator', loginName()),
    correlationId: id,
    causationId: id,
    now,
  });
};

/** Made a token of the log: other characters than those become `-`. */
const loginName = (): string => {
  try {
    return (
      userInfo()
        .username.replaceAll(/[^A-Za-z0-9_-]/g, '-')
        .slice(0, 64) || 'unknown'
    );
  } catch {
    return 'unknown';
  }
};
