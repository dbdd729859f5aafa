/**
 * Lists of records by column instead of by record. A state's long lists (versions, builds, remembered commands) repeat
 * the same names and hold digests and ids of one length each: as one string per column they are a third of the JSON,
 * and are parsed in a fraction of the time, since the parser copies few long strings instead of building many small
 * ones.
 */
export type Column =
  | { readonly same: unknown }
  /** Strings of one length, one after the other. */
  | { readonly text: string; readonly each: number }
  | { readonly of: Readonly<Record<string, Column>> }
  | { readonly values: readonly unknown[] };

export interface Columns {
  readonly count: number;
  readonly of: Readonly<Record<string, Column>>;
}

/** Below this a list is left as it is. */
const WORTH_IT = 16;

/** A list of plain data by column; undefined where it is short or its elements are not alike. */
export const toColumns = (list: readonly unknown[]): Columns | undefined => {
  if (list.length < WORTH_IT) return undefined;
  const of = columnsOf(list);
  return of && { count: list.length, of };
};

/** The list again. Equal values of different elements may be one object: it is data, nobody changes it. */
export const fromColumns = ({ count, of }: Columns): unknown[] => {
  const list: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  fill(list, of);
  return list;
};

const columnsOf = (list: readonly unknown[]): Record<string, Column> | undefined => {
  const [first] = list;
  if (!isRecord(first)) return undefined;
  const names = Object.keys(first);
  const alike = list.every(
    (one) =>
      isRecord(one) &&
      Object.keys(one).length === names.length &&
      names.every((name) => Object.hasOwn(one, name) && one[name] !== undefined),
  );
  // A name that JSON gives back as a prototype would be lost.
  if (!alike || names.includes('__proto__')) return undefined;
  const records = list as readonly Record<string, unknown>[];
  return Object.fromEntries(names.map((name) => [name, columnOf(records.map((one) => one[name]))]));
};

const columnOf = (values: readonly unknown[]): Column => {
  const [first] = values;
  if (typeof first !== 'object' || first === null) {
    if (values.every((value) => value === first)) return { same: first };
    if (typeof first !== 'string' || first.length === 0) return { values };
    const each = first.length;
    const even = values.every((value) => typeof value === 'string' && value.length === each);
    return even ? { text: values.join(''), each } : { values };
  }
  const of = columnsOf(values);
  return of ? { of } : { values };
};

const fill = (list: readonly Record<string, unknown>[], of: Readonly<Record<string, Column>>): void => {
  for (const [name, column] of Object.entries(of)) {
    const values = valuesOf(column, list.length);
    list.forEach((one, index) => {
      one[name] = values(index);
    });
  }
};

const valuesOf = (column: Column, count: number): ((index: number) => unknown) => {
  if ('same' in column) return () => column.same;
  if ('text' in column) return (index) => column.text.slice(index * column.each, (index + 1) * column.each);
  if ('values' in column) return (index) => column.values[index];
  const list: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  fill(list, column.of);
  return (index) => list[index];
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
