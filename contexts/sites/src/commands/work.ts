import { z } from 'zod';
import { buildId, questionId, sha256, siteId, versionNumber } from '../events/words.ts';

/** Says that a site may have waiting builds; which is next only the aggregate decides. The item's id is the site's. */
export const BUILD_QUEUE = 'build';
export const buildWork = z.strictObject({ site: siteId });
export type BuildWork = z.infer<typeof buildWork>;

/** Due when a question was not answered in time; the item's id is `<build>-<attempt>`, one per question. */
export const CLARIFICATION_QUEUE = 'clarification';
export const clarificationWork = z.strictObject({ site: siteId, build: buildId, attempt: z.int().min(1) });
export type ClarificationWork = z.infer<typeof clarificationWork>;

/** A question to answer from the site's pages; the item's id is the question's. */
export const ASK_QUEUE = 'ask';
export const askWork = z.strictObject({ site: siteId, question: questionId });
export type AskWork = z.infer<typeof askWork>;

/** A version that a browser has not looked at yet, for the `run`th time. */
export const CHECK_QUEUE = 'check';
export const checkWork = z.strictObject({ site: siteId, version: versionNumber, run: z.int().min(1) });
export type CheckWork = z.infer<typeof checkWork>;

/** An archive whose home page has no picture yet; the item's id is the digest. */
export const PICTURE_QUEUE = 'picture';
export const pictureWork = z.strictObject({ archive: sha256 });
export type PictureWork = z.infer<typeof pictureWork>;
