/** A column as its values are handed over; `json` is kept as text, with U+0000 as the escape that it is there. */
export type ColumnType = 'text' | 'json' | 'bigint' | 'integer' | 'boolean' | 'timestamptz';
/** Of each column of a table. */
export type ColumnTypes<Table> = Readonly<Record<keyof Table, ColumnType>>;
