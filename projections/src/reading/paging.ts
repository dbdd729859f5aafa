export interface PageRequest {
  /** Items on a page. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** Not a cursor that this list gave: altered, or of another list or order. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  constructor() {
    super('This cursor does not belong to this list');
  }
}

type Key = readonly (string | number)[];

/** Place after which a page begins, by the values that the list is ordered by. @throws InvalidCursor */
export const readCursor = <Shape extends Key>(
  list: string,
  shape: { readonly [Index in keyof Shape]: 'string' | 'number' },
  cursor: string | undefined,
): Shape | undefined => {
  if (cursor === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursor();
  }
  if (!Array.isArray(parsed) || parsed[0] !== list || parsed.length !== shape.length + 1) throw new InvalidCursor();
  const key: unknown[] = parsed.slice(1);
  const fits = key.every(
    (value, index) => typeof value === shape[index] && !(typeof value === 'string' && value.includes('\0')),
  );
  if (!fits || key.some((value) => typeof value === 'number' && !Number.isSafeInteger(value)))
    throw new InvalidCursor();
  return key as unknown[] & Shape;
};

/** A page out of one row more than was asked for. */
export const pageOf = <Row>(list: string, rows: readonly Row[], limit: number, keyOf: (row: Row) => Key): Page<Row> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next =
    rows.length > limit && last ? Buffer.from(JSON.stringify([list, ...keyOf(last)])).toString('base64url') : null;
  return { items, next };
};
