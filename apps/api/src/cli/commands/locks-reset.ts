import { resetLocks } from '@pagewright/broker';
import { defineCommand } from '../command.ts';

export const locksReset = defineCommand({
  path: ['locks', 'reset'],
  summary: 'Makes the locks of all sites anew, with tokens above all earlier ones',
  details:
    'For a runner that takes no work because its locks are older than the log, as after a restore. Runners that are at\n' +
    'work lose their locks: what they do under them is refused, and tried again by whoever takes the site next.',
  options: {},
  run: async ({ context }) => {
    const { replicas } = context.configuration.nats;
    await resetLocks(await context.connect('setup'), { replicas });
    await context.say('The locks were made anew. Start the runners that had stopped.');
  },
});
