import { definePublicEvents, type PublicEventDefinition } from '@pagewright/kernel';
import { z } from 'zod';
import type { SiteEvent } from '../events/site-events.ts';

const token = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const version = z.int().min(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const site = token.describe('The site');
const by = token.describe('The account that did it');
const ofBuild = { site, build: token.describe('The build') };
const ofAttempt = { ...ofBuild, attempt: z.int().min(0).describe('0: decided without running') };
const ofVersion = { site, version: version.describe('1, 2, 3 … within the site') };

/**
 * What other people's programs hear of sites. Nothing in it was typed by a person: no names, prompts, answers, reasons or
 * notes.
 */
export const sitePublicEvents: readonly PublicEventDefinition[] = definePublicEvents<SiteEvent, z.ZodType>(
  'site',
  {
    SiteCreated: {
      version: 1,
      description: 'A site was made.',
      schema: z.strictObject({ site, owner: token, fqdn: z.string().describe('Its host name') }),
      data: ({ site: of, owner, fqdn }) => ({ site: of, owner, fqdn }),
    },
    SiteDisabled: {
      version: 1,
      description: 'A site is not served any more, until it is enabled.',
      schema: z.strictObject({ site, by }),
      data: (data) => ({ site: data.site, by: data.by }),
    },
    SiteEnabled: {
      version: 1,
      description: 'A site is served again.',
      schema: z.strictObject({ site, by }),
      data: (data) => ({ site: data.site, by: data.by }),
    },
    SiteDeleted: {
      version: 1,
      description: 'A site is gone for good.',
      schema: z.strictObject({ site, by }),
      data: (data) => ({ site: data.site, by: data.by }),
    },
    BuildRequested: {
      version: 1,
      description: 'Somebody asked for a change, a restore, an undo or an import.',
      schema: z.strictObject({ ...ofBuild, kind: z.enum(['prompt', 'visual', 'restore', 'undo', 'import']), by }),
      data: ({ site: of, build, kind, by: who }) => ({ site: of, build, kind, by: who }),
    },
    BuildStarted: {
      version: 1,
      description: 'A worker has begun an attempt.',
      schema: z.strictObject(ofAttempt),
      data: ({ site: of, build, attempt }) => ({ site: of, build, attempt }),
    },
    BuildSucceeded: {
      version: 1,
      description: 'A build has made a version.',
      schema: z.strictObject({
        ...ofAttempt,
        version,
        parent: version.nullable().describe('The version that it changed'),
        tree: digest.describe('Hex sha256 of its files'),
        files: z.int().min(0).describe('How many files it has'),
      }),
      data: (data) => ({
        site: data.site,
        build: data.build,
        attempt: data.attempt,
        version: data.version,
        parent: data.parent,
        tree: data.tree,
        files: data.counts.files,
      }),
    },
    BuildDeclined: {
      version: 1,
      description: 'The agent did not do what was asked for, and said why.',
      schema: z.strictObject(ofAttempt),
      data: ({ site: of, build, attempt }) => ({ site: of, build, attempt }),
    },
    BuildClarificationAsked: {
      version: 1,
      description: 'The agent waits for an answer.',
      schema: z.strictObject(ofAttempt),
      data: ({ site: of, build, attempt }) => ({ site: of, build, attempt }),
    },
    BuildRejected: {
      version: 1,
      description: 'What a build made was not taken.',
      schema: z.strictObject({
        ...ofAttempt,
        reason: z.enum(['checks', 'unsafe-archive', 'conflicts']),
        findings: z.int().min(1),
      }),
      data: ({ site: of, build, attempt, reason, findings }) => ({
        site: of,
        build,
        attempt,
        reason,
        findings: findings.count,
      }),
    },
    BuildFailed: {
      version: 1,
      description: 'A build has ended without a version.',
      schema: z.strictObject({
        ...ofAttempt,
        reason: z.enum(['attempts', 'timeout', 'agent', 'source-moved', 'unanswered', 'source-missing']),
      }),
      data: ({ site: of, build, attempt, reason }) => ({ site: of, build, attempt, reason }),
    },
    BuildCancelled: {
      version: 1,
      description: 'Somebody has stopped a build.',
      schema: z.strictObject({ ...ofAttempt, by }),
      data: ({ site: of, build, attempt, by: who }) => ({ site: of, build, attempt, by: who }),
    },
    VersionPromoted: {
      version: 1,
      description: 'A version is to be shown at an address of the site; hosts say VersionDeployed when they do.',
      schema: z.strictObject({
        ...ofVersion,
        digest,
        target: z.enum(['live', 'preview']),
        previous: version.nullable(),
        by,
      }),
      data: ({ site: of, version: number, digest: tree, target, previous, by: who }) => ({
        site: of,
        version: number,
        digest: tree,
        target,
        previous,
        by: who,
      }),
    },
    VersionChecked: {
      version: 1,
      description: 'A browser has looked at a version.',
      schema: z.strictObject({
        ...ofVersion,
        run: z.int().min(1),
        state: z.enum(['passed', 'warned', 'failed', 'unavailable']),
      }),
      data: ({ site: of, version: number, run, state }) => ({ site: of, version: number, run, state }),
    },
    VersionDeleted: {
      version: 1,
      description: 'A version is gone; its number is never used again.',
      schema: z.strictObject({ ...ofVersion, by }),
      data: ({ site: of, version: number, by: who }) => ({ site: of, version: number, by: who }),
    },
  },
  (schema) => z.toJSONSchema(schema),
);
