import { LogCounter, type LogStats } from '../../../log/log-stats.ts';
import { defineCommand } from '../../command.ts';
import { FILTER_OPTIONS, readFilter } from '../../log/filter.ts';
import { openLog } from '../../log/open-log.ts';
import { JSON_OPTION } from '../../shared-options.ts';
import { counted, sized, tableOf } from '../../table.ts';

export const eventsStats = defineCommand({
  path: ['events', 'stats'],
  summary: 'Counts, sizes and rates of the log by type and by day',
  options: { ...FILTER_OPTIONS, ...JSON_OPTION },
  run: async ({ context, options }) => {
    const filter = readFilter(options);
    const log = await openLog(context);
    const counter = new LogCounter();
    for await (const events of log.scan(filter)) for (const event of events) counter.add(event);
    const stats = counter.stats();
    if (options.json) return context.say(JSON.stringify(stats));
    for (const line of pageOf(stats)) await context.say(line);
  },
});

const pageOf = ({ events, bytes, first, last, types, days }: LogStats): readonly string[] => {
  if (events === 0) return ['No events.'];
  const share = (count: number) => `${((100 * count) / events).toFixed(1)} %`;
  const average = (tally: { events: number; bytes: number }) => sized(tally.bytes / tally.events);
  return [
    `${counted(events)} events, ${sized(bytes)}, from ${first} to ${last}`,
    '',
    tableOf(
      ['TYPE', 'EVENTS', 'SHARE', 'SIZE', 'EACH'],
      types.map((one) => [one.type, counted(one.events), share(one.events), sized(one.bytes), average(one)]),
    ),
    '',
    tableOf(
      ['DAY (UTC)', 'EVENTS', 'SIZE', 'PER HOUR', 'BUSIEST HOUR'],
      days.map((one) => [
        one.day,
        counted(one.events),
        sized(one.bytes),
        (one.events / 24).toFixed(1),
        `${counted(one.busiestHour.events)} at ${one.busiestHour.hour}`,
      ]),
    ),
  ];
};
