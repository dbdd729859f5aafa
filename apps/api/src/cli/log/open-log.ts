import { scanLog, type ScannedEvent } from '@pagewright/broker';
import type { EventCatalogue, Recorded } from '@pagewright/kernel';
import { productCatalogue } from '../../composition/catalogue.ts';
import type { CliContext } from '../context.ts';
import { CliProblem } from '../errors.ts';
import type { Filter } from './filter.ts';

type Connection = Awaited<ReturnType<CliContext['connect']>>;

/** The log as its analysts read it: once through, or the part that a filter lets through. */
export interface Log {
  readonly connection: Connection;
  readonly catalogue: EventCatalogue;
  /** What the filter lets through, in order, unparsed and in pieces. @throws CliProblem when it is broken off */
  scan(filter: Filter): AsyncIterable<readonly ScannedEvent[]>;
  /** The same, parsed. @throws UnreadableEvent | CliProblem */
  events(filter: Filter): AsyncIterable<Recorded>;
}

/** As the user who may only read. */
export const openLog = async (context: CliContext): Promise<Log> => {
  if (context.configuration.kurrentUrl !== undefined) {
    throw new CliProblem(
      'The log lies in KurrentDB, and this command reads the one on the broker: use KurrentDB’s own tools, or pagewright events copy --to jetstream',
    );
  }
  const connection = await context.connect('analyst');
  const catalogue = productCatalogue();
  const { signal } = context;
  const scan = async function* ({ scan: asked, matches }: Filter) {
    for await (const events of scanLog(connection, { ...asked, signal })) {
      const matching = events.filter(matches);
      if (matching.length > 0) yield matching;
    }
    // A part of the log must not pass for the whole: neither as a sum, nor as a hash, nor as a file.
    if (signal.aborted) throw new CliProblem('This was broken off before the end of the log');
  };
  return {
    connection,
    catalogue,
    scan,
    events: async function* (filter) {
      for await (const events of scan(filter)) for (const event of events) yield event.read(catalogue);
    },
  };
};
