import { definePublicEvents, type PublicEventDefinition } from '@pagewright/kernel';
import { z } from 'zod';
import type { DeploymentEvent } from '../events/deployment-events.ts';

const of = {
  site: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('The site'),
  host: z.string().max(64).describe('Who serves it'),
  target: z.enum(['live', 'preview']),
  version: z.int().min(1),
};

/** What other people's programs hear of web hosts. */
export const deploymentPublicEvents: readonly PublicEventDefinition[] = definePublicEvents<DeploymentEvent, z.ZodType>(
  'deployment',
  {
    VersionDeployed: {
      version: 1,
      description: 'A host serves a version.',
      schema: z.strictObject({
        ...of,
        digest: z.string().regex(/^[0-9a-f]{64}$/),
        durationMs: z.int().min(0).describe('From the pointer’s move until it was served, in milliseconds'),
      }),
      data: ({ site, host, target, version, digest, durationMs }) => ({
        site,
        host,
        target,
        version,
        digest,
        durationMs,
      }),
    },
    DeploymentFailed: {
      version: 1,
      description: 'A host could not serve a version.',
      schema: z.strictObject(of),
      data: ({ site, host, target, version }) => ({ site, host, target, version }),
    },
  },
  (schema) => z.toJSONSchema(schema),
);
