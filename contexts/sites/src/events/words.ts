import { z } from 'zod';
import type { Brand } from '@pagewright/kernel';

export type SiteId = Brand<string, 'SiteId'>;
export type BuildId = Brand<string, 'BuildId'>;
export type AccountRef = Brand<string, 'AccountRef'>;
/** 1, 2, 3 … within one site. */
export type VersionNumber = Brand<number, 'VersionNumber'>;
/** Hex sha256, of a version's tree or of a stored blob. */
export type Sha256 = Brand<string, 'Sha256'>;
export type Token = Brand<number, 'SiteToken'>;
export type QuestionId = Brand<string, 'QuestionId'>;

const token = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const siteId = token.transform((text) => text as SiteId);
export const buildId = token.transform((text) => text as BuildId);
export const questionId = token.transform((text) => text as QuestionId);
export const accountRef = token.transform((text) => text as AccountRef);
export const versionNumber = z
  .int()
  .min(1)
  .transform((number) => number as VersionNumber);
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as Sha256);
/** The lock's revision under which the attempt was granted its site. */
export const fencingToken = z
  .int()
  .min(1)
  .transform((number) => number as Token);
export const instant = z.iso.datetime();
export const sealed = z.strictObject({ sealed: z.string(), key: z.string() });
export const blob = z.strictObject({ digest: sha256, size: z.int().min(0) });
/** The parts of an ended attempt: JSON lines in the artifact store. */
export const activityBlob = z.strictObject({ digest: sha256, count: z.int().min(0) });

/** A file that a person sent along: to be looked at, or to become part of the site. Its name is the person's own words. */
export const attachment = z.strictObject({
  ...blob.shape,
  name: sealed,
  type: z.string().max(100),
  intent: z.enum(['reference', 'add']),
});
export type Attachment = z.infer<typeof attachment>;

export const buildKind = z.enum(['prompt', 'visual', 'restore', 'undo', 'import']);
export type BuildKind = z.infer<typeof buildKind>;
export const pointerTarget = z.enum(['live', 'preview']);
export type PointerTarget = z.infer<typeof pointerTarget>;
export const siteSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('starter'), starter: z.string().max(64), archive: blob }),
  z.strictObject({ type: z.literal('upload'), archive: blob }),
]);
export type SiteSource = z.infer<typeof siteSource>;
