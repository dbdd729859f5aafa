import { z } from 'zod';
import {
  accountRef,
  activityBlob,
  attachment,
  blob,
  buildId,
  buildKind,
  fencingToken,
  instant,
  pointerTarget,
  questionId,
  sealed,
  sha256,
  siteId,
  siteSource,
  versionNumber,
} from './words.ts';

const about = { site: siteId, at: instant };
const ofBuild = { ...about, build: buildId };
const ofQuestion = { ...about, question: questionId };
/** A report of a running attempt: accepted only from the attempt and token that run. */
const ofAttempt = { ...ofBuild, attempt: z.int().min(1), fencingToken };

/** What a person says of one version. */
const ofVersion = { ...about, version: versionNumber, by: accountRef };

/** Every event of the stream `site.<id>`; the schema is the source, the types follow. All of schema version 1. */
export const siteEventSchemas = {
  /** `key` is the 80-bit secret in the addresses of its versions (16 base32 letters). */
  SiteCreated: z.strictObject({
    ...about,
    owner: accountRef,
    name: z.string(),
    fqdn: z.string(),
    key: z.string().regex(/^[a-z2-7]{16}$/),
    source: siteSource,
  }),
  SiteRenamed: z.strictObject({ ...about, name: z.string(), by: accountRef }),
  SiteDisabled: z.strictObject({ ...about, by: accountRef }),
  SiteEnabled: z.strictObject({ ...about, by: accountRef }),
  SiteLiveLocked: z.strictObject({ ...about, by: accountRef, reason: sealed.nullable() }),
  SiteLiveUnlocked: z.strictObject({ ...about, by: accountRef }),
  SiteDeleted: z.strictObject({ ...about, by: accountRef }),

  /**
   * `source` is the archive of an import; `version` what a restore brings back, or whose build an undo takes back;
   * `choices` a JSON blob of what the undo takes at conflicts; `front` puts it before all that wait.
   */
  BuildRequested: z.strictObject({
    ...ofBuild,
    kind: buildKind,
    by: accountRef,
    agent: z.string().max(64),
    prompt: sealed.nullable(),
    source: blob.nullable(),
    version: versionNumber.nullable(),
    /** Of kind `visual`: a sealed JSON blob of what was edited in the preview, and on which version. */
    edits: blob.nullable().default(null),
    choices: sha256.nullable().default(null),
    front: z.boolean(),
    /** The build that this one repeats, if any. */
    retryOf: buildId.nullable(),
    /** The page elements that the person pointed at: JSON. */
    picks: sealed.nullable().default(null),
    attachments: z.array(attachment).max(10).default([]),
  }),
  /** Other words for a build that has not begun. */
  BuildReworded: z.strictObject({ ...ofBuild, by: accountRef, prompt: sealed }),
  /** To the place before another waiting build; null is the end of the queue. */
  BuildMoved: z.strictObject({ ...ofBuild, by: accountRef, before: buildId.nullable() }),
  /** `sourceVersion` binds the head of that moment; null only for the first import. */
  BuildStarted: z.strictObject({ ...ofAttempt, runnerId: z.string().max(64), sourceVersion: versionNumber.nullable() }),
  /** Makes the new head and its preview. `attempt` 0 with no token: decided together with the request, nothing waited or ran. */
  BuildSucceeded: z.strictObject({
    ...ofBuild,
    attempt: z.int().min(0),
    fencingToken: fencingToken.nullable(),
    version: versionNumber,
    parent: versionNumber.nullable(),
    tree: sha256,
    artifact: blob,
    manifest: z.strictObject({ digest: sha256 }),
    counts: z.strictObject({
      files: z.int(),
      bytes: z.int(),
      created: z.int(),
      modified: z.int(),
      deleted: z.int(),
      added: z.int(),
      removed: z.int(),
    }),
    summary: sealed,
    activity: activityBlob.nullable(),
  }),
  BuildDeclined: z.strictObject({
    ...ofAttempt,
    message: sealed,
    suggestions: z.array(sealed).max(8),
    activity: activityBlob.nullable(),
  }),
  BuildClarificationAsked: z.strictObject({
    ...ofAttempt,
    question: sealed,
    choices: z.array(sealed).max(8),
    activity: activityBlob.nullable(),
  }),
  BuildClarified: z.strictObject({ ...ofBuild, by: accountRef, answer: sealed }),
  /** Static checks, an unsafe archive or conflicts of an undo that nobody chose at refused it; `findings` is a JSON blob. */
  BuildRejected: z.strictObject({
    ...ofAttempt,
    reason: z.enum(['checks', 'unsafe-archive', 'conflicts']),
    findings: z.strictObject({ digest: sha256, count: z.int().min(1) }),
    message: sealed,
    activity: activityBlob.nullable(),
  }),
  BuildFailed: z.strictObject({
    ...ofBuild,
    attempt: z.int().min(0),
    fencingToken: fencingToken.nullable(),
    reason: z.enum(['attempts', 'timeout', 'agent', 'source-moved', 'unanswered', 'source-missing']),
    message: sealed.nullable(),
    activity: activityBlob.nullable(),
  }),
  BuildStopRequested: z.strictObject({ ...ofBuild, by: accountRef }),
  /** Only appended when no worker of the build lives any more. `partial` is the unfinished tree's archive. */
  BuildCancelled: z.strictObject({
    ...ofBuild,
    by: accountRef,
    attempt: z.int().min(0),
    partial: blob.nullable(),
    activity: activityBlob.nullable(),
  }),

  /** A message that changes nothing and takes no lock; it is answered from `version`, the head of that moment. */
  QuestionAsked: z.strictObject({
    ...ofQuestion,
    by: accountRef,
    text: sealed,
    picks: sealed.nullable(),
    version: versionNumber,
  }),
  QuestionAnswered: z.strictObject({ ...ofQuestion, text: sealed }),
  QuestionFailed: z.strictObject({ ...ofQuestion, reason: z.enum(['attempts', 'source-missing']) }),

  /** A pointer moved; nothing is rebuilt. `digest` is the version's tree. */
  VersionPromoted: z.strictObject({
    ...about,
    version: versionNumber,
    digest: sha256,
    target: pointerTarget,
    previous: versionNumber.nullable(),
    by: accountRef,
    reason: sealed.nullable(),
  }),

  /**
   * What a browser made of a version: `run` counts the tries, `count` what speaks against it. Blobs: `checks` is a
   * `checkReport`, pictures are WebP. Nothing but `reason` when no browser could look.
   */
  VersionChecked: z.strictObject({
    ...about,
    version: versionNumber,
    /** The version's tree. */
    digest: sha256,
    run: z.int().min(1),
    state: z.enum(['passed', 'warned', 'failed', 'unavailable']),
    reason: z.string().max(1_000).nullable(),
    checks: z.strictObject({ digest: sha256, count: z.int().min(0) }).nullable(),
    /** Widths in CSS pixels. */
    screenshots: z.array(z.strictObject({ path: z.string(), width: z.int().min(1), blob })).max(24),
    /** The home page, 480 by 300. */
    thumbnail: blob.nullable(),
  }),
  /** The note that stands at a version from now on, null for none. */
  VersionNoted: z.strictObject({ ...ofVersion, note: sealed.nullable() }),
  VersionStarred: z.strictObject(ofVersion),
  VersionUnstarred: z.strictObject(ofVersion),
  /** A pinned version is kept until somebody takes the pin out. */
  VersionPinned: z.strictObject(ofVersion),
  VersionUnpinned: z.strictObject(ofVersion),
  /** Its number is never used again. `tree` and `artifact` say what nothing else may name any more. */
  VersionDeleted: z.strictObject({ ...ofVersion, tree: sha256, artifact: blob }),
} as const;

type Schemas = typeof siteEventSchemas;
export type SiteEventType = keyof Schemas;
export type SiteEventOf<Type extends SiteEventType> = { readonly type: Type; readonly data: z.infer<Schemas[Type]> };
export type SiteEvent = { [Type in SiteEventType]: SiteEventOf<Type> }[SiteEventType];
