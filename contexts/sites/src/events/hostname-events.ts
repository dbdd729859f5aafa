import { z } from 'zod';
import { instant, siteId } from './words.ts';

/** Every event of the stream `hostname.<first 40 hex of sha256(normalised name)>`. */
export const hostnameEventSchemas = {
  HostnameClaimed: z.strictObject({ name: z.string(), site: siteId, at: instant }),
  HostnameReleased: z.strictObject({ name: z.string(), site: siteId, at: instant }),
} as const;

type Schemas = typeof hostnameEventSchemas;
export type HostnameEvent = {
  [Type in keyof Schemas]: { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas];
