import type { CommandBus } from '@nestjs/cqrs';
import {
  type Actor,
  actor,
  commandDigest,
  commandId,
  type CommandContext,
  isRefusal,
  type Reactions,
  type Recorded,
  type Running,
  type Scheduler,
  type WorkQueue,
} from '@pagewright/kernel';
import {
  CLARIFICATION_QUEUE,
  clarificationDue,
  type PolicyAction,
  type SiteCommand,
  type SiteEvent,
  sitePolicies,
} from '@pagewright/sites';
import { busCommandOf } from '@pagewright/sites/module';

interface Doors {
  readonly bus: CommandBus;
  readonly reactions: Reactions;
  readonly work: WorkQueue;
  readonly scheduler: Scheduler;
}

/** Name of the durable reader of a policy. */
export const readerOf = (policy: string): string => `policy-${policy}`;

/**
 * Runs the sites' policies: at least once for each event, any number of processes together. Everything they do carries
 * an id made from the event, so that doing it twice is doing it once.
 */
export const runPolicies = async ({ bus, reactions, scheduler, work }: Doors): Promise<readonly Running[]> => {
  const command = async (wanted: SiteCommand, context: CommandContext): Promise<void> => {
    try {
      await bus.execute(busCommandOf(wanted, context));
    } catch (error) {
      // Too late, or done by somebody else: that is an answer.
      if (!isRefusal(error)) throw error;
    }
  };

  const carryOut = async (action: PolicyAction, event: Recorded, policy: string): Promise<void> => {
    switch (action.type) {
      case 'work':
        return work.put({
          queue: action.queue,
          id: action.id,
          body: action.body,
          dedupId: `${policy}:${event.meta.id}`,
        });
      case 'schedule':
        await scheduler.scheduleOnce(action);
        return;
      case 'command':
        return command(action.command, contextOf(event, policy, action.command));
    }
  };

  const policies = sitePolicies.map(({ name, types, react }) =>
    reactions.react(readerOf(name), types, async (event) => {
      for (const action of react(event as Recorded<SiteEvent>, new Date().toISOString()))
        await carryOut(action, event, name);
    }),
  );
  const deadlines = work.consume(CLARIFICATION_QUEUE, 4, async ({ id, body }) => {
    const due = clarificationDue(body, new Date().toISOString());
    await command(due, {
      ...ids('due', id, due.data.site),
      commandDigest: commandDigest(due.type),
      actor: actor('policy', 'clarification'),
      now: due.data.now,
    });
    return { type: 'done' };
  });
  return Promise.all([...policies, deadlines]);
};

const ids = (...parts: readonly string[]) => {
  const id = commandId(...parts);
  return { commandId: id, correlationId: id, causationId: id };
};

const contextOf = ({ meta }: Recorded, policy: string, { type, data }: SiteCommand): CommandContext => ({
  commandId: commandId(meta.id, policy, data.site),
  commandDigest: commandDigest({ type, cause: meta.id }),
  actor: actor('policy', policy) satisfies Actor,
  correlationId: meta.correlationId,
  causationId: meta.id,
  now: data.now,
  ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
});
