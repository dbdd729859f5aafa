import { durationMs } from '@pagewright/infra/configuration';
import { isToken } from '@pagewright/kernel';
import { BUILD_QUEUE } from '@pagewright/sites';
import { findStuckBuilds, openBuildsInLog } from '../../operations/stuck-builds.ts';
import { ago } from '../ago.ts';
import { defineCommand } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { JSON_OPTION } from '../shared-options.ts';
import { tableOf } from '../table.ts';

export const buildsStuck = defineCommand({
  path: ['builds', 'stuck'],
  summary: 'Shows builds that wait or run for too long, with the reason and the next step',
  details: 'It reads the whole log of sites, and then who holds which lock and what lies in the queue.',
  options: {
    after: { type: 'string', value: 'DURATION', description: 'How long is too long, 10m unless told' },
    ...JSON_OPTION,
  },
  run: async ({ context, options }) => {
    const after = durationMs(options.after ?? '10m');
    if (after === undefined) throw new WrongUsage(`--after ${options.after} is no duration; write it like 30s or 10m`);
    const broker = await context.openBroker('api');
    const open = await openBuildsInLog(broker.feed, context.signal);
    const stuck = await findStuckBuilds(open, broker, { after, now: Date.now() });
    if (options.json) {
      for (const build of stuck) await context.say(JSON.stringify(build));
      return;
    }
    if (stuck.length === 0) return context.say('No build is stuck.');
    const rows = stuck.map(({ site, build, state, since }) => [site, build, state, ago(since)]);
    await context.say(tableOf(['SITE', 'BUILD', 'STATE', 'SINCE'], rows));
    for (const reason of new Set(stuck.map(({ reason: why, next }) => `${why} ${next}`)))
      await context.say(`\n${reason}`);
  },
});

export const buildsWake = defineCommand({
  path: ['builds', 'wake'],
  summary: 'Tells the runners that a site may have builds, as when its work item was lost',
  operands: ['SITE'],
  options: {},
  run: async ({ context, operands: [site = ''] }) => {
    if (!isToken(site)) throw new WrongUsage(`'${site}' is no id of a site: pagewright builds stuck names them`);
    await (await context.openBroker('api')).work.put({ queue: BUILD_QUEUE, id: site, body: { site } });
    await context.say(`The runners look at ${site} next.`);
  },
});
