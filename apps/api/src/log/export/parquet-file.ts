import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { COLUMNS, type ExportRow } from './export-row.ts';

/** Rows of one group: readers pass over groups by their statistics, and one is in memory at a time. */
const GROUP = 50_000;

/** A Parquet file that is written group by group; it is one only after `end`. */
export const parquetFile = (file: string) => {
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: schemaFromColumnData({ columnData: columns([]) }),
  });
  let waiting: ExportRow[] = [];
  const flush = async (rows: readonly ExportRow[]): Promise<void> => {
    if (rows.length > 0) await writer.write({ columnData: columns(rows), rowGroupSize: GROUP });
  };
  return {
    write: async (rows: readonly ExportRow[]): Promise<void> => {
      for (const row of rows) waiting.push(row);
      if (waiting.length < GROUP) return;
      await flush(waiting);
      waiting = [];
    },
    end: async (): Promise<void> => {
      await flush(waiting);
      waiting = [];
      await writer.finish();
    },
  };
};

type Column = (typeof COLUMNS)[number];

const TYPES: Readonly<Partial<Record<Column, 'INT64' | 'INT32' | 'TIMESTAMP'>>> = {
  position: 'INT64',
  aggregate_version: 'INT32',
  schema_version: 'INT32',
  time: 'TIMESTAMP',
};

/** Nearly all different: looking for repeats and bounds in them takes time and finds none. */
const UNIQUE: ReadonlySet<Column> = new Set(['id', 'command_id', 'causation_id', 'data']);

const columns = (rows: readonly ExportRow[]) =>
  COLUMNS.map((name) => ({
    name,
    type: TYPES[name] ?? ('STRING' as const),
    nullable: false,
    ...(UNIQUE.has(name) && { encoding: 'PLAIN' as const, statistics: false }),
    data: rows.map((row) => valueOf(row, name)),
  }));

const valueOf = (row: ExportRow, name: Column) => {
  if (name === 'position') return BigInt(row.position);
  return name === 'time' ? new Date(row.time) : row[name];
};
