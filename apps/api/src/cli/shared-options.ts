import type { Options } from './command.ts';

/** Words that mean the same wherever they stand. */
export const JSON_OPTION = {
  json: { type: 'boolean', description: 'For programs: one JSON object per line' },
} as const satisfies Options;

export const OPEN_OPTION = {
  open: { type: 'boolean', description: 'Opens what people wrote; else it shows as [sealed]' },
} as const satisfies Options;
