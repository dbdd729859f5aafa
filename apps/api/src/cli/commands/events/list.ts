import type { ScannedEvent } from '@pagewright/broker';
import type { Recorded } from '@pagewright/kernel';
import { defineCommand } from '../../command.ts';
import { WrongUsage } from '../../errors.ts';
import { lineOf, printed } from '../../log/event-line.ts';
import { FILTER_OPTIONS, readFilter } from '../../log/filter.ts';
import { openLog } from '../../log/open-log.ts';
import { unsealing } from '../../log/sealed-text.ts';
import { JSON_OPTION, OPEN_OPTION } from '../../shared-options.ts';

export const eventsList = defineCommand({
  path: ['events', 'list'],
  summary: 'Prints events of the log, oldest first',
  details: 'For example: pagewright events list --kind site --type BuildFailed --from 2026-01-01 --last 5',
  options: {
    ...FILTER_OPTIONS,
    last: { type: 'string', value: 'COUNT', description: 'Only the newest so many of them' },
    ...OPEN_OPTION,
    ...JSON_OPTION,
  },
  run: async ({ context, options }) => {
    const filter = readFilter(options);
    const last = readCount(options.last);
    const log = await openLog(context);
    const unseal = await unsealing(log.connection, options.open ?? false);
    const print = async (event: Recorded): Promise<void> => {
      const one = await printed(event, unseal);
      await context.say(options.json ? JSON.stringify(one) : lineOf(one));
    };
    if (last === undefined) {
      for await (const event of log.events(filter)) await print(event);
      return;
    }
    let newest: ScannedEvent[] = [];
    for await (const events of log.scan(filter)) newest = [...newest, ...events].slice(-last);
    for (const event of newest) await print(event.read(log.catalogue));
  },
});

const readCount = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new WrongUsage(`--last '${text}' is no count, such as 20`);
  return Number(text);
};
