import { z } from 'zod';
import { blob, instant, sha256 } from './words.ts';

/** Every event of the stream `archive.<first 40 hex of the archive's digest>`. */
export const archiveEventSchemas = {
  /** What the home page of an archive looks like, 480 by 300, WebP; null when it has none that loads. */
  ArchivePictured: z.strictObject({ archive: sha256, picture: blob.nullable(), at: instant }),
} as const;

type Schemas = typeof archiveEventSchemas;
export type ArchiveEvent = {
  [Type in keyof Schemas]: { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas];
