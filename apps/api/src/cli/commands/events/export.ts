import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type ExportRow, rowOf } from '../../../log/export/export-row.ts';
import { parquetFile } from '../../../log/export/parquet-file.ts';
import { CSV, type LineFormat, NDJSON } from '../../../log/export/text-writers.ts';
import { defineCommand } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { CliProblem, WrongUsage } from '../../errors.ts';
import { FILTER_OPTIONS, readFilter } from '../../log/filter.ts';
import { openLog } from '../../log/open-log.ts';
import { closedText, unsealing, type Unsealing } from '../../log/sealed-text.ts';
import { readWhere } from '../../log/where.ts';
import { progress } from '../../progress.ts';
import { OPEN_OPTION } from '../../shared-options.ts';
import { counted } from '../../table.ts';

export const eventsExport = defineCommand({
  path: ['events', 'export'],
  summary: 'Writes events as a table: NDJSON, CSV or Parquet',
  details:
    'Without --output it goes to stdout; Parquet needs a file. A file appears when it is whole.\n' +
    'For example: pagewright events export --format parquet --output log.parquet\n' +
    '             duckdb -c "select type, count(*) from \'log.parquet\' group by 1"',
  options: {
    format: { type: 'string', value: 'ndjson|csv|parquet', description: 'ndjson unless told' },
    output: { type: 'string', short: 'o', value: 'FILE', description: 'Where it is written' },
    ...FILTER_OPTIONS,
    where: {
      type: 'string',
      multiple: true,
      value: 'FIELD=VALUE',
      description: 'Only rows with this value, such as data.target=live',
    },
    ...OPEN_OPTION,
  },
  run: async ({ context, options }) => {
    const filter = readFilter(options);
    const holds = readWhere(options.where ?? []);
    const open = targetOf(context, options.format ?? 'ndjson', options.output);
    const log = await openLog(context);
    const unseal = options.open ? await unsealing(log.connection, true) : undefined;
    const written = progress(context.remark, (done) => `${counted(done)} events written`);
    const target = await open();
    try {
      for await (const events of log.scan(filter)) {
        const rows = events.map(rowOf).filter(holds);
        await target.write(unseal ? await Promise.all(rows.map((row) => opened(row, unseal))) : rows.map(closed));
        written(rows.length);
      }
      await target.end();
    } catch (error) {
      await target.drop();
      throw error;
    }
  },
});

const opened = async (row: ExportRow, unseal: Unsealing): Promise<ExportRow> =>
  row.data.includes('"sealed":') ? { ...row, data: JSON.stringify(await unseal(JSON.parse(row.data))) } : row;

const closed = (row: ExportRow): ExportRow => ({ ...row, data: closedText(row.data) });

interface Target {
  write(rows: readonly ExportRow[]): Promise<void>;
  end(): Promise<void>;
  drop(): Promise<void>;
}

/** How the target is opened, once the words are known to be right. @throws WrongUsage */
const targetOf = (context: CliContext, format: string, output: string | undefined): (() => Promise<Target>) => {
  if (format === 'parquet') {
    if (output === undefined) throw new WrongUsage('--output FILE is missing: Parquet is written to a file');
    return () => wholeFile(output, parquetFile);
  }
  const lines = format === 'ndjson' ? NDJSON : format === 'csv' ? CSV : undefined;
  if (!lines) throw new WrongUsage(`--format '${format}' is none: ndjson, csv or parquet`);
  if (output === undefined) return async () => toStdout(context, lines);
  return () => wholeFile(output, (file) => lineFile(file, lines));
};

/** Under another name until it is whole; only the owner may read it, whatever the format. @throws CliProblem */
const wholeFile = async (output: string, open: (file: string) => Pick<Target, 'write' | 'end'>): Promise<Target> => {
  const part = `${output}.part`;
  try {
    await rm(part, { force: true });
    await writeFile(part, '', { mode: 0o600 });
  } catch (cause) {
    throw new CliProblem(`${part} cannot be written: name another file in --output`, { cause });
  }
  const file = open(part);
  return {
    write: file.write,
    end: async () => {
      await file.end();
      await rename(part, output);
    },
    drop: () => rm(part, { force: true }),
  };
};

const lineFile = (file: string, { head, line }: LineFormat): Pick<Target, 'write' | 'end'> => {
  const stream = createWriteStream(file);
  const failed = once(stream, 'error').then(([cause]) => {
    throw new CliProblem(`${file} cannot be written: name another file in --output`, { cause });
  });
  failed.catch(() => undefined);
  if (head !== undefined) stream.write(`${head}\n`);
  return {
    write: async (rows) => {
      const text = rows.map((row) => `${line(row)}\n`).join('');
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
    },
    end: async () => {
      stream.end();
      await Promise.race([finished(stream), failed]);
    },
  };
};

const toStdout = ({ say }: CliContext, { head, line }: LineFormat): Target => {
  let begun = false;
  const begin = async (): Promise<void> => {
    if (!begun && head !== undefined) await say(head);
    begun = true;
  };
  return {
    write: async (rows) => {
      await begin();
      if (rows.length > 0) await say(rows.map(line).join('\n'));
    },
    end: begin,
    drop: async () => undefined,
  };
};
