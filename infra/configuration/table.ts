import { relative } from 'node:path';
import { z } from 'zod';
import { variables } from './variables.ts';

/** Every variable as a row of Markdown, in the order of the schema. */
export const configurationTable = (): string => {
  const rows = Object.entries(variables).map(([name, schema]) => {
    const { default: fallback } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return `| \`${name}\` | ${shown(fallback)} | ${schema.description ?? ''} |`;
  });
  return ['| variable | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
};

const shown = (value: unknown): string => {
  if (value === undefined) return '';
  const text = String(value);
  return `\`${text.startsWith('/') ? relative(process.cwd(), text) : text}\``;
};

export const TABLE_BEGINS = '<!-- configuration: made by npm run docs -->';
export const TABLE_ENDS = '<!-- /configuration -->';

/** The page with the table between its two marks made anew. */
export const withTable = (page: string): string => {
  const [before, rest] = page.split(TABLE_BEGINS);
  const after = rest?.split(TABLE_ENDS)[1];
  if (before === undefined || after === undefined) throw new Error(`The page has no ${TABLE_BEGINS} … ${TABLE_ENDS}`);
  return `${before}${TABLE_BEGINS}\n\n${configurationTable()}\n\n${TABLE_ENDS}${after}`;
};
