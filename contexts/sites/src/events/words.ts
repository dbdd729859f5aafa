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

/** A schema whose values carry a brand: the compiler's business alone, since a reader of the log pays for every step. */
const branded = <Branded extends Primitive, Primitive extends string | number>(schema: z.ZodType<Primitive>) =>
  schema as unknown as z.ZodType<Branded, Primitive>;

const token = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const siteId = branded<SiteId, string>(token);
export const buildId = branded<BuildId, string>(token);
export const questionId = branded<QuestionId, string>(token);
export const accountRef = branded<AccountRef, string>(token);
export const versionNumber = branded<VersionNumber, number>(z.int().min(1));
export const sha256 = branded<Sha256, string>(z.string().regex(/^[0-9a-f]{64}$/));
/** The lock's revision under which the attempt was granted its site. */
export const fencingToken = branded<Token, number>(z.int().min(1));
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
  /** A copy of another site as it was at a version. */
  z.strictObject({ type: z.literal('site'), site: siteId, version: versionNumber, archive: blob }),
]);
export type SiteSource = z.infer<typeof siteSource>;
