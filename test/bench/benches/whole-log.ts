import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { EVENTS_STREAM } from '../../../broker/src/subjects.ts';
import { testCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { BenchContext, Side } from '../harness/bench.ts';
import { timed } from '../harness/load.ts';
import { DURABLE_NATS, type Stand } from '../servers/stand.ts';

const READER = 'the client’s ordered consumer, nothing parsed';

/** What analysts do with the whole log: `events stats` and `events export`. */
export const readWholeLog = async (context: BenchContext, stand: Stand, events: number): Promise<void> => {
  const cli = context.stack.use(await testCli(stand.server));
  const folder = context.stack.use(await temporaryFolder('export'));
  const perSecond = async (work: () => Promise<unknown>) => ({ rate: events / ((await timed(work)) / 1_000) });
  const reader: Side = { name: READER, settings: DURABLE_NATS, measure: () => perSecond(() => readAll(stand, events)) };
  const run = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await cli.run(...words);
    if (code !== 0) throw new Error(`pagewright ${words.join(' ')} ended with ${code}: ${stderr}`);
  };
  const exported = async (format: string): Promise<void> => {
    const file = join(folder.path, `log.${format}`);
    await run('events', 'export', '--format', format, '--output', file);
    if ((await stat(file)).size === 0) throw new Error(`${file} is empty`);
  };
  for (const [name, work] of [
    ['events stats', () => run('events', 'stats')],
    ['events export, ndjson', () => exported('ndjson')],
    ['events export, parquet', () => exported('parquet')],
  ] as const) {
    await context.compare({
      variant: `${name} of ${events.toLocaleString('en-GB')} events`,
      figures: [{ name: 'rate', unit: 'events/s', higherIsBetter: true }],
      warmUp: false,
      pairs: context.quick ? 1 : context.pairs,
      ours: {
        name: `pagewright ${name}`,
        settings: `within this process; ${DURABLE_NATS}`,
        measure: () => perSecond(work),
      },
      peers: [reader],
    });
  }
};

const readAll = async ({ nc }: Stand, events: number): Promise<void> => {
  const consumer = await jetstream(nc).consumers.get(EVENTS_STREAM, {});
  const messages = await consumer.consume();
  let read = 0;
  for await (const _message of messages) {
    read += 1;
    if (read >= events) break;
  }
  await consumer.delete();
};
