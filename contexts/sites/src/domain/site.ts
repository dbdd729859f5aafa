import type { Cause, Sealed } from '@pagewright/kernel';
import type { SiteEventOf } from '../events/site-events.ts';
import type {
  AccountRef,
  Attachment,
  BuildId,
  BuildKind,
  QuestionId,
  Sha256,
  SiteId,
  SiteSource,
  Token,
  VersionNumber,
} from '../events/words.ts';

/** What was asked for. `front`: an automatic repeat, put before all that waited. */
export interface BuildOrder {
  readonly build: BuildId;
  readonly kind: BuildKind;
  readonly by: AccountRef;
  readonly agent: string;
  readonly prompt: Sealed | null;
  readonly source: { readonly digest: Sha256; readonly size: number } | null;
  readonly version: VersionNumber | null;
  readonly edits: { readonly digest: Sha256; readonly size: number } | null;
  readonly choices: Sha256 | null;
  readonly front: boolean;
  readonly retryOf: BuildId | null;
  readonly picks: Sealed | null;
  readonly attachments: readonly Attachment[];
}

/** One question of the agent and what it got for an answer, null while it waits for one. */
export interface Round {
  readonly question: Sealed;
  readonly choices: readonly Sealed[];
  readonly answer: { readonly text: Sealed; readonly by: AccountRef } | null;
}

/** A build that has not ended. */
export interface OpenBuild extends BuildOrder {
  /** Number of the newest attempt, 0 before the first; never used twice. */
  readonly attempt: number;
  /** Attempts since it was requested or last answered: these are what `maxAttempts` bounds. */
  readonly tries: number;
  readonly rounds: readonly Round[];
  /** What its next attempt follows from: its request, or the answer to its question. */
  readonly cause: Cause | null;
  /** When that was, RFC 3339: since then it waits. */
  readonly since: string;
}

export type RunningBuild = OpenBuild & {
  readonly runnerId: string;
  readonly fencingToken: Token;
  /** The head it works on; null only for the first import. */
  readonly sourceVersion: VersionNumber | null;
} & ({ readonly state: 'running' } | { readonly state: 'stopping'; readonly stoppedBy: AccountRef });

export type FinalState = 'succeeded' | 'declined' | 'failed' | 'rejected' | 'cancelled';
export type BuildState = 'waiting' | 'running' | 'clarifying' | 'stopping' | FinalState;

export interface EndedBuild {
  readonly build: BuildId;
  readonly state: FinalState;
  /** The build itself, kept where it may be requested again because its source had moved. */
  readonly moved: OpenBuild | null;
}

/** A question without its answer yet. */
export interface OpenQuestion {
  readonly question: QuestionId;
  readonly by: AccountRef;
  readonly text: Sealed;
  readonly picks: Sealed | null;
  /** What it is answered from. */
  readonly version: VersionNumber;
  /** What its answer follows from. */
  readonly cause: Cause | null;
}

/** One immutable tree and what people say of it; number n stands at index n - 1 of `versions`. */
export interface Version {
  readonly version: VersionNumber;
  readonly parent: VersionNumber | null;
  readonly build: BuildId;
  readonly by: AccountRef;
  readonly at: string;
  readonly tree: Sha256;
  readonly artifact: { readonly digest: Sha256; readonly size: number };
  readonly manifest: { readonly digest: Sha256 };
  readonly counts: Readonly<SiteEventOf<'BuildSucceeded'>['data']['counts']>;
  /** The newest run of its browser checks; null before the first. */
  readonly check: VersionCheck | null;
  readonly note: Sealed | null;
  readonly starred: boolean;
  /** Kept until the pin is taken out. */
  readonly pinned: boolean;
  /** The number stays; the files are gone for good. */
  readonly deleted: { readonly by: AccountRef; readonly at: string } | null;
}

export type VersionCheck = Pick<SiteEventOf<'VersionChecked'>['data'], 'run' | 'state' | 'checks'>;

/** What live or preview shows, who put it there and when. */
export interface Pointer {
  readonly version: VersionNumber;
  readonly by: AccountRef;
  readonly at: string;
  readonly reason: Sealed | null;
}

/** Plain data, so that it can be stored as JSON. */
export interface ExistingSite {
  readonly status: 'open' | 'deleted';
  readonly site: SiteId;
  readonly owner: AccountRef;
  readonly name: string;
  readonly fqdn: string;
  /** The secret in the addresses of its versions. */
  readonly key: string;
  readonly source: SiteSource;
  readonly createdAt: string;
  readonly serving: 'enabled' | 'disabled';
  readonly liveLock: { readonly by: AccountRef; readonly at: string; readonly reason: Sealed | null } | null;
  /** Next first. */
  readonly waiting: readonly OpenBuild[];
  readonly running: RunningBuild | null;
  readonly clarifying: readonly OpenBuild[];
  /** In the order they were asked. */
  readonly questions: readonly OpenQuestion[];
  /** In the order they ended. */
  readonly ended: readonly EndedBuild[];
  readonly versions: readonly Version[];
  readonly live: Pointer | null;
  readonly preview: Pointer | null;
  /** Of the newest attempt, 0 before the first. */
  readonly lastToken: number;
}

export type Site = { readonly status: 'none' } | ExistingSite;
