import { z } from 'zod';
import { digest, versionNumber } from './common.ts';
import { fileChange } from './sites.ts';

const pair = { from: versionNumber, to: versionNumber };

/** GET /api/sites/{id}/diff?from=&to= */
export const comparedVersions = z.object({
  from: z.coerce.number().int().min(1).max(1_000_000_000),
  to: z.coerce.number().int().min(1).max(1_000_000_000),
});
/** The files in which two versions differ, by path; `added` and `removed` are lines, of all files together. */
export const versionDiff = z
  .object({ ...pair, files: z.array(fileChange), added: z.int(), removed: z.int() })
  .meta({ id: 'VersionDiff' });

/** GET /api/sites/{id}/diff/file?from=&to=&path= */
export const comparedFile = comparedVersions.extend({ path: z.string().min(1).max(2_000) });

/** The file as one version has it, and where that version serves it; null where it does not have it. */
const side = z.object({ size: z.int(), sha256: digest, url: z.url() }).nullable();
const line = z.object({
  kind: z.enum(['same', 'added', 'removed', 'no-newline']),
  from: z.int().nullable(),
  to: z.int().nullable(),
  text: z.string(),
});
const stretch = z.object({ start: z.int(), lines: z.int() });
const hunk = z.object({ from: stretch, to: stretch, lines: z.array(line) }).meta({ id: 'Hunk' });

/**
 * How one file differs. `text`: hunks with the line numbers of both sides; `cut` when not all lines are shown. `binary`:
 * `image` says whether both sides can be looked at. `too-large`: a text above `limit` bytes is not compared by lines.
 */
export const fileDiff = z
  .object({
    path: z.string(),
    change: z.enum(['same', 'created', 'modified', 'deleted']),
    from: side,
    to: side,
    image: z.boolean(),
    content: z.discriminatedUnion('type', [
      z.object({ type: z.literal('same') }),
      z.object({
        type: z.literal('text'),
        added: z.int(),
        removed: z.int(),
        cut: z.boolean(),
        hunks: z.array(hunk),
      }),
      z.object({ type: z.literal('binary') }),
      z.object({ type: z.literal('too-large'), limit: z.int() }),
    ]),
  })
  .meta({ id: 'FileDiff' });
