import { userInfo } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { Broker } from '@pagewright/broker';
import { actor, commandDigest, commandId, createAggregates } from '@pagewright/kernel';
import { type Deed, deedRecorder, type RecordDeed } from '../operations/deeds.ts';

/** Deeds of the command line; the actor is the login on this machine. */
export const operatorsDeeds =
  ({ events }: Pick<Broker, 'events'>, workspace: string): RecordDeed =>
  (deed: Deed) => {
    const id = commandId('operator', randomUUID());
    return deedRecorder(createAggregates(events), workspace, {
      commandId: id,
      commandDigest: commandDigest(deed),
      actor: actor('operator', loginName()),
      correlationId: id,
      causationId: id,
      now: new Date().toISOString(),
    })(deed);
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
