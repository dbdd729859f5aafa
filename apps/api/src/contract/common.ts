import { z } from 'zod';

/** RFC 9457, with a stable `code`, the request's id and, for validation, the failing paths. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** Facts to act on, e.g. who published meanwhile. */
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });

export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const instant = z.iso.datetime();
export const digest = z.string().regex(/^[0-9a-f]{64}$/);
export const versionNumber = z.int().min(1);

export const page = z.object({
  /** Opaque; from `next` of the page before. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const person = z.object({ id, name: z.string() }).meta({ id: 'Person' });
