import { WrongUsage } from '../errors.ts';
import type { ExportRow } from '../../log/export/export-row.ts';

/**
 * Conditions such as `data.target=live` or `actor=account:7c1…`: the column, or a path into the data, has that value.
 * All must hold. @throws WrongUsage
 */
export const readWhere = (conditions: readonly string[]): ((row: ExportRow) => boolean) => {
  const tests = conditions.map((condition) => {
    const [, column = '', path = '', value = ''] = /^([a-z_]+)((?:\.[A-Za-z0-9_]+)*)=(.*)$/s.exec(condition) ?? [];
    if (column === 'data' && path !== '') {
      const steps = path.slice(1).split('.');
      return (row: ExportRow) => valueAt(JSON.parse(row.data), steps) === value;
    }
    if (isColumn(column) && path === '') return (row: ExportRow) => String(row[column]) === value;
    throw new WrongUsage(`--where '${condition}' is no condition: write it like data.target=live or actor=account:7c1`);
  });
  return (row) => tests.every((test) => test(row));
};

const COLUMN_NAMES = new Set<string>([
  'id',
  'kind',
  'stream_id',
  'type',
  'actor',
  'command_id',
  'correlation_id',
  'causation_id',
] satisfies (keyof ExportRow)[]);

const isColumn = (name: string): name is keyof ExportRow => COLUMN_NAMES.has(name);

const valueAt = (data: unknown, steps: readonly string[]): string | undefined => {
  let at = data;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return typeof at === 'object' && at !== null ? JSON.stringify(at) : String(at);
};
