import { z } from 'zod';
import { id, instant, person, versionNumber } from './common.ts';

/** GET /api/sites/{id}/versions/{n}/explain: why an element is as it is. Offsets are UTF-16 units of the decoded file. */
export const explain = z
  .object({
    path: z.string().min(1).max(1_000),
    start: z.coerce.number().int().min(0).max(100_000_000),
    end: z.coerce.number().int().min(1).max(100_000_000),
    /** For an element that a script made: the script's file, and its line from 1, as the preview reports them. */
    script: z.string().min(1).max(1_000).optional(),
    line: z.coerce.number().int().min(1).max(100_000_000).optional(),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'must be above start' })
  .refine(({ script, line }) => (script === undefined) === (line === undefined), {
    path: ['line'],
    message: 'goes with script; send both or none',
  });

/** A build that wrote some of it, as it stands in this version. */
export const authorship = z
  .object({
    build: id,
    kind: z.enum(['prompt', 'visual', 'restore', 'undo', 'import']),
    version: versionNumber,
    at: instant,
    by: person,
    prompt: z.string().nullable(),
    summary: z.string(),
    /** Null where no agent ran. */
    cost: z
      .object({
        usd: z.number(),
        tokensIn: z.int(),
        tokensOut: z.int(),
        agent: z.string(),
        model: z.string().nullable(),
      })
      .nullable(),
    /** Part of the characters that are its own, above 0 and at most 1. */
    share: z.number(),
  })
  .meta({ id: 'Authorship' });

export const explanationPart = z
  .object({
    /** `markup`: its tags and attributes; `text`: its words; `rule`: a style rule that selects it; `image`; `script`. */
    what: z.enum(['markup', 'text', 'rule', 'image', 'script']),
    /** What to call it: the tag, the selector, the file. */
    title: z.string(),
    path: z.string(),
    /** Null for a whole file. */
    place: z.object({ start: z.int(), end: z.int(), line: z.int() }).nullable(),
    /** At most 300 characters of it; empty for a file that is no text. */
    excerpt: z.string(),
    /** Of a rule: the `@media` and other conditions around it, outermost first. */
    conditions: z.array(z.string()),
    /** Whoever wrote most first. Empty when this version's history is not known. */
    writtenBy: z.array(authorship),
  })
  .meta({ id: 'ExplanationPart' });

export const explanation = z
  .object({
    version: versionNumber,
    path: z.string(),
    /** The element found there; null when a script made it. */
    tag: z.string().nullable(),
    /** The script that made it, where the asker said so. */
    madeBy: z.object({ path: z.string(), line: z.int() }).nullable(),
    /** Markup first, then text, image and rules in the order in which the page brings them. */
    parts: z.array(explanationPart),
  })
  .meta({ id: 'Explanation' });
