import { COLUMNS, type ExportRow } from './export-row.ts';

/** What a format of lines makes of rows; a text stream is all that it needs. */
export interface LineFormat {
  readonly head: string | undefined;
  readonly line: (row: ExportRow) => string;
}

/** One JSON object per line, `data` as what it is and not as text. */
export const NDJSON: LineFormat = {
  head: undefined,
  line: ({ data, ...envelope }) => `${JSON.stringify(envelope).slice(0, -1)},"data":${data}}`,
};

/** RFC 4180: names first, quotes where they are needed, doubled inside. */
export const CSV: LineFormat = {
  head: COLUMNS.join(','),
  line: (row) => COLUMNS.map((column) => cell(String(row[column]))).join(','),
};

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
