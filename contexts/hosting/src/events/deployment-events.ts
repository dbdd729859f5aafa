import { z } from 'zod';

const site = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const of = {
  site,
  host: z.string().max(64),
  target: z.enum(['live', 'preview']),
  /** Position of the pointer event that the host applied: the fence of a switch. */
  position: z.int().min(1),
  at: z.iso.datetime(),
};

/** Stream `deployment.<siteId>`: what each host says it serves. */
export const deploymentEventSchemas = {
  VersionDeployed: z.strictObject({
    ...of,
    version: z.int().min(1),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    durationMs: z.int().min(0),
  }),
  DeploymentFailed: z.strictObject({ ...of, version: z.int().min(1), reason: z.string().max(500) }),
} as const;

/** Fields of these events that name a position of the log: a log that is copied to other positions renames them. */
export const deploymentPositions: readonly string[] = ['position'];

type Schemas = typeof deploymentEventSchemas;
export type DeploymentEvent = {
  [Type in keyof Schemas]: { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
}[keyof Schemas];
