import { createEventFeed, lastPosition } from '@pagewright/broker';
import { position, streamParts, type Recorded } from '@pagewright/kernel';
import { defineCommand } from '../../command.ts';
import { lineOf, printed } from '../../log/event-line.ts';
import { FILTER_OPTIONS, readFilter } from '../../log/filter.ts';
import { openLog } from '../../log/open-log.ts';
import { unsealing } from '../../log/sealed-text.ts';
import { JSON_OPTION, OPEN_OPTION } from '../../shared-options.ts';

const { to: _to, ...OPTIONS } = FILTER_OPTIONS;

export const eventsTail = defineCommand({
  path: ['events', 'tail'],
  summary: 'Prints events as they happen, until Ctrl-C',
  details: 'Begins with what happens from now on, or with --from. It goes on by itself after a restart of the broker.',
  options: { ...OPTIONS, ...OPEN_OPTION, ...JSON_OPTION },
  run: async ({ context, options }) => {
    const { scan, matches } = readFilter(options);
    const { catalogue, connection } = await openLog(context);
    const unseal = await unsealing(connection, options.open ?? false);
    const beginning = options.from === undefined ? await lastPosition(connection) : (scan.after ?? 0);
    const feed = await createEventFeed(connection, { catalogue, reader: 'pagewright events tail' });
    const { kinds = [] } = scan;
    const batches = feed.subscribe({
      after: position(beginning),
      ...(kinds.length > 0 && { kinds }),
      signal: context.signal,
    });
    for await (const { events } of batches) {
      for (const event of events) {
        if (!isOf(event, scan) || !matches({ attribute: attributesOf(event) })) continue;
        const one = await printed(event, unseal);
        await context.say(options.json ? JSON.stringify(one) : lineOf(one));
      }
    }
  },
});

const isOf = (
  { type, meta }: Recorded,
  { ids = [], types = [] }: { readonly ids?: readonly string[]; readonly types?: readonly string[] },
): boolean =>
  (types.length === 0 || types.includes(type)) && (ids.length === 0 || ids.includes(streamParts(meta.stream).id));

const attributesOf =
  ({ meta }: Recorded) =>
  (name: string): string | undefined =>
    ({ actor: meta.actor, correlationid: meta.correlationId, time: meta.time })[name];
