import type { Message, Sealed } from '@pagewright/kernel';
import type { SiteEventOf } from '../events/site-events.ts';
import type {
  AccountRef,
  Attachment,
  BuildId,
  PointerTarget,
  QuestionId,
  Sha256,
  SiteId,
  SiteSource,
  Token,
  VersionNumber,
} from '../events/words.ts';

type Site<Type extends string, Data = unknown> = Message<Type, { site: SiteId; now: string } & Data>;
type ByPerson<Type extends string, Data = unknown> = Site<Type, { by: AccountRef } & Data>;
type OfVersion<Type extends string, Data = unknown> = ByPerson<Type, { version: VersionNumber } & Data>;
/** What a runner reports of the attempt it runs. */
type Report<Type extends string, Data = unknown> = Site<
  Type,
  { build: BuildId; attempt: number; fencingToken: Token } & Data
>;

type Outcome = Omit<
  SiteEventOf<'BuildSucceeded'>['data'],
  'site' | 'at' | 'build' | 'attempt' | 'fencingToken' | 'version' | 'parent' | 'activity'
>;
type ActivityBlob = { activity: { digest: Sha256; count: number } | null };
type Blob = { digest: Sha256; size: number };

/** Also requests the first build, of kind `import`, under the id given. */
export type CreateSite = ByPerson<
  'CreateSite',
  { name: string; fqdn: string; key: string; source: SiteSource; importBuild: BuildId }
>;
export type RenameSite = ByPerson<'RenameSite', { name: string }>;
export type DisableSite = ByPerson<'DisableSite'>;
export type EnableSite = ByPerson<'EnableSite'>;
export type LockLive = ByPerson<'LockLive', { reason: Sealed | null }>;
export type UnlockLive = ByPerson<'UnlockLive'>;
export type DeleteSite = ByPerson<'DeleteSite'>;

export type RequestBuild = ByPerson<
  'RequestBuild',
  {
    build: BuildId;
    kind: 'prompt' | 'visual';
    agent: string;
    prompt: Sealed;
    /** Of kind `visual`, and of no other. */
    edits: Blob | null;
    retryOf: BuildId | null;
    picks: Sealed | null;
    attachments: readonly Attachment[];
  }
>;
/** By whoever asked for it or owns the site, as long as no attempt has begun. */
export type RewordBuild = ByPerson<'RewordBuild', { build: BuildId; prompt: Sealed }>;
/** To the place before another waiting build, or to the end. */
export type MoveBuild = ByPerson<'MoveBuild', { build: BuildId; before: BuildId | null }>;
/** The same request again, at the front, because the head had moved under it. */
export type RequestBuildAgain = Site<'RequestBuildAgain', { build: BuildId; retryOf: BuildId }>;
/**
 * By whoever holds the site's lock: ends what a dead holder left (cancelled if a stop was asked, failed after the last
 * attempt, else started again), then starts the oldest waiting build.
 */
export type StartNextBuild = Site<
  'StartNextBuild',
  { runnerId: string; fencingToken: Token; maxAttempts: number; failureMessage: Sealed | null }
>;
export type CompleteBuild = Report<'CompleteBuild', Outcome & ActivityBlob>;
export type DeclineBuild = Report<'DeclineBuild', { message: Sealed; suggestions: readonly Sealed[] } & ActivityBlob>;
export type AskClarification = Report<
  'AskClarification',
  { question: Sealed; choices: readonly Sealed[] } & ActivityBlob
>;
export type RejectBuild = Report<
  'RejectBuild',
  {
    reason: SiteEventOf<'BuildRejected'>['data']['reason'];
    findings: { digest: Sha256; count: number };
    message: Sealed;
  } & ActivityBlob
>;
export type FailBuild = Report<
  'FailBuild',
  { reason: 'timeout' | 'agent' | 'source-missing'; message: Sealed | null } & ActivityBlob
>;
/** The worker is known dead: the stop that was asked for is done. */
export type ConfirmCancelled = Report<'ConfirmCancelled', { partial: Blob | null } & ActivityBlob>;
export type ClarifyBuild = ByPerson<'ClarifyBuild', { build: BuildId; answer: Sealed }>;
/** By the clock: seven days without an answer to the question that ended `attempt`. */
export type ExpireClarification = Site<'ExpireClarification', { build: BuildId; attempt: number }>;
export type CancelBuild = ByPerson<'CancelBuild', { build: BuildId }>;

export type AskQuestion = ByPerson<'AskQuestion', { question: QuestionId; text: Sealed; picks: Sealed | null }>;
/** By a runner. What has its answer already keeps it. */
export type AnswerQuestion = Site<'AnswerQuestion', { question: QuestionId; text: Sealed }>;
export type FailQuestion = Site<'FailQuestion', { question: QuestionId; reason: 'attempts' | 'source-missing' }>;

/** `expectedCurrent`: what the person saw at that pointer (0 for nothing); undefined does not check. */
export type PromoteVersion = ByPerson<
  'PromoteVersion',
  { version: VersionNumber; target: PointerTarget; expectedCurrent?: number; reason: Sealed | null }
>;
/** `note` null takes the note away. */
export type NoteVersion = OfVersion<'NoteVersion', { note: Sealed | null }>;
export type StarVersion = OfVersion<'StarVersion'>;
export type UnstarVersion = OfVersion<'UnstarVersion'>;
/** Keeps a version until `UnpinVersion`. */
export type PinVersion = OfVersion<'PinVersion'>;
export type UnpinVersion = OfVersion<'UnpinVersion'>;
/** Refused while something shows the version, builds on it or pins it. */
export type DeleteVersion = OfVersion<'DeleteVersion'>;
/**
 * Makes a new head with the old tree: at once when nothing waits or runs and `made` was made on the head of then, else
 * in its turn, finished by a runner.
 */
export type RestoreVersion = ByPerson<
  'RestoreVersion',
  {
    build: BuildId;
    version: VersionNumber;
    summary: Sealed;
    made: { onHead: VersionNumber; manifest: { digest: Sha256 }; counts: Outcome['counts'] } | null;
  }
>;
/** By a runner: what a browser made of a version. A run that was recorded already changes nothing. */
export type RecordCheck = Site<'RecordCheck', Omit<SiteEventOf<'VersionChecked'>['data'], 'site' | 'at'>>;

/**
 * Takes back what one build changed, as a merge into the head: at once when nothing waits or runs and `made` was merged
 * into the head of then, else in its turn, merged again by a runner. `choices`: what to take at conflicts.
 */
export type UndoBuild = ByPerson<
  'UndoBuild',
  {
    build: BuildId;
    undoes: BuildId;
    choices: Sha256 | null;
    made: ({ onHead: VersionNumber } & Outcome) | null;
  }
>;

export type SiteCommand =
  | CreateSite
  | RenameSite
  | DisableSite
  | EnableSite
  | LockLive
  | UnlockLive
  | DeleteSite
  | RequestBuild
  | RequestBuildAgain
  | RewordBuild
  | MoveBuild
  | StartNextBuild
  | CompleteBuild
  | DeclineBuild
  | AskClarification
  | RejectBuild
  | FailBuild
  | ConfirmCancelled
  | ClarifyBuild
  | ExpireClarification
  | CancelBuild
  | AskQuestion
  | AnswerQuestion
  | FailQuestion
  | PromoteVersion
  | RestoreVersion
  | RecordCheck
  | UndoBuild
  | NoteVersion
  | StarVersion
  | UnstarVersion
  | PinVersion
  | UnpinVersion
  | DeleteVersion;
