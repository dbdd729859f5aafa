import { z } from 'zod';
import { versionNumber } from './common.ts';

/** GET /api/sites/{id}/versions/{n}/source?path= */
export const sourceOf = z.object({ path: z.string().min(1).max(2_000) });

/** One file of a version, decoded. `text` is null for a file that is no text, or has more than `limit` bytes. */
export const sourceFile = z
  .object({ version: versionNumber, path: z.string(), size: z.int(), text: z.string().nullable(), limit: z.int() })
  .meta({ id: 'SourceFile' });
