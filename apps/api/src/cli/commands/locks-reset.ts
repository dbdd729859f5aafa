import { resetLocks } from '@pagewright/broker';
import { operatorsDeeds } from '../audit.ts';
import { defineCommand } from '../command.ts';

export const locksReset = defineCommand({
  path: ['locks', 'reset'],
  summary: 'Makes the locks of all sites anew, with tokens above all earlier ones',
  details:
    'For a runner that takes no work because its locks are older than the log, as after a restore. Runners that are at\n' +
    'work lose their locks: what they do under them is refused, and tried again by whoever takes the site next. That it\n' +
    'was done is written into the log.',
  options: {},
  run: async ({ context }) => {
    const { nats, workspace } = context.configuration;
    const setup = await context.connect('setup');
    const broker = await context.openBroker('api');
    const newest = await broker.events.newest('site', 'BuildStarted');
    const { fencingToken = 0 } = (newest?.data ?? {}) as { readonly fencingToken?: number };
    // The clock alone would give the same small tokens again where it is behind the log.
    const tokensFrom = Math.max(Date.now(), fencingToken + 1);
    await resetLocks(setup, { replicas: nats.replicas, now: () => tokensFrom });
    await operatorsDeeds(broker, workspace)({ type: 'LocksReset', data: { tokensFrom } });
    await context.say('The locks were made anew. Start the runners that had stopped.');
  },
});
