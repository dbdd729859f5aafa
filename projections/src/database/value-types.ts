/**
 * How values come out of the database, the same on both: eight-byte integers as numbers (positions stay below 2^53),
 * instants as RFC 3339 in UTC with milliseconds. Sessions run in UTC, so the offset is always `+00`.
 */
export const valueParsers: Readonly<Record<number, (value: string) => unknown>> = {
  20: Number,
  1184: (value) => new Date(`${value.slice(0, 10)}T${value.slice(11).replace(/\+00(:00)?$/, '')}Z`).toISOString(),
};
