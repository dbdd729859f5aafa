// Signatures first: bodies follow in the next commits, the names and types below stay.
import type { Announcements, EventAddress, EventFeed, Position, Recorded, Running, Sealed } from '@pagewright/kernel';
import type { Kysely } from 'kysely';

export type ReadModels = Readonly<Record<string, never>>;

// ---- database -------------------------------------------------------------------------------------------------------
/** PostgreSQL by `url`; else PGlite in a worker thread in `dataDir` (in memory without one). */
export interface Database<DB = ReadModels> {
  readonly kind: 'postgresql' | 'pglite';
  readonly db: Kysely<DB>;
  close(): Promise<void>;
}
/** @throws DatabaseInUse when another process has the folder open. */
export declare function openDatabase(options: { url?: string; dataDir?: string }): Promise<Database>;
export declare class DatabaseInUse extends Error {}
export declare class DatabaseError extends Error {
  readonly code: string | undefined;
  readonly sql: string;
}

// ---- runtime --------------------------------------------------------------------------------------------------------
export interface Sources {
  /** Text of a sealed value, `[erased]` when its key is gone. */
  open(sealed: Sealed): Promise<string>;
  /** Bytes of a stored blob; throws when it is not there. */
  blob(digest: string): Promise<Uint8Array>;
}
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly handles: readonly EventAddress[];
}
export declare const readModels: readonly Projection[];
export type EventRef = Pick<Recorded['meta'], 'id' | 'position' | 'stream'> & { readonly type: string };
export type ProjectionStatus = { readonly name: string; readonly version: number; readonly position: number } & (
  | { readonly state: 'starting' | 'active' | 'building' | 'ended' }
  | { readonly state: 'standing-by'; readonly reason: 'another-is-active' | 'superseded' }
  | { readonly state: 'retrying' | 'stopped'; readonly error: string; readonly event: EventRef | null }
);
export interface Projections extends Running {
  status(): readonly ProjectionStatus[];
}
export declare function startProjections(options: {
  database: Database;
  feed: EventFeed;
  announcements: Announcements;
  sources: Sources;
  projections?: readonly Projection[];
  notify?: (status: ProjectionStatus) => void;
}): Projections;

export type Waited =
  | { readonly status: 'reached' }
  | { readonly status: 'behind'; readonly lag: readonly { readonly projection: string; readonly position: number }[] };
export interface ReadPositions extends Disposable {
  /** Committed position by projection, asked of the database. */
  positions(): Promise<Readonly<Record<string, number>>>;
  waitFor(projections: readonly string[], position: Position, timeoutMs: number): Promise<Waited>;
}
/** Works in processes that run no projection, too. */
export declare function createReadPositions(db: Kysely<ReadModels>, announcements: Announcements): ReadPositions;

// ---- what queries answer --------------------------------------------------------------------------------------------
export interface Person {
  readonly id: string;
  readonly name: string;
}
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
/** A cursor that this list never gave. */
export declare class InvalidCursor extends Error {}

export interface AccountView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'admin' | 'member';
  readonly createdAt: string;
}
export declare function accountById(db: Kysely<ReadModels>, id: string): Promise<AccountView | undefined>;
export declare function accountByEmail(db: Kysely<ReadModels>, email: string): Promise<AccountView | undefined>;
export declare function countAccounts(db: Kysely<ReadModels>): Promise<number>;

export interface HostState {
  readonly host: string;
  readonly state: 'deployed' | 'failed';
  readonly version: number;
  /** Of the pointer event that the host applied. */
  readonly position: number;
  readonly at: string;
  readonly reason: string | null;
}
export interface Pointer {
  readonly version: number;
  readonly digest: string;
  readonly at: string;
  readonly by: Person | null;
  /** Of the event that moved it. */
  readonly position: number;
  readonly hosts: readonly HostState[];
}
/** What the expected hosts say of a pointer. */
export declare function pointerState(
  pointer: Pointer,
  expectedHosts: readonly string[],
): { readonly state: 'publishing' | 'live' | 'failed'; readonly reason: string | null };

export interface SiteView {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly fqdn: string;
  readonly key: string;
  readonly state: 'enabled' | 'disabled';
  readonly liveLocked: boolean;
  readonly createdAt: string;
  readonly lastChange: {
    readonly at: string;
    /** Type of the event, to be put in words by the reader. */
    readonly event: string;
    readonly version: number | null;
    readonly by: Person | null;
  };
  readonly head: number | null;
  readonly live: Pointer | null;
  readonly preview: Pointer | null;
  readonly builds: { readonly running: string | null; readonly waiting: number };
}
export declare function siteById(db: Kysely<ReadModels>, site: string): Promise<SiteView | undefined>;
export declare function listSites(
  db: Kysely<ReadModels>,
  request: PageRequest & { owner: string; sort: 'changed' | 'name' | 'created'; q?: string | undefined },
): Promise<Page<SiteView>>;
/** Sites whose queue holds waiting builds: what an hourly sweep offers to the runners again. */
export declare function sitesWithWaitingBuilds(db: Kysely<ReadModels>): Promise<readonly string[]>;

export interface VersionView {
  readonly site: string;
  readonly number: number;
  readonly parent: number | null;
  readonly digest: string;
  readonly artifact: { readonly digest: string; readonly size: number };
  readonly manifest: string;
  readonly build: string;
  readonly kind: 'prompt' | 'visual' | 'restore' | 'undo' | 'import';
  readonly createdAt: string;
  readonly by: Person;
  readonly summary: string;
  readonly prompt: string | null;
  readonly counts: Readonly<
    Record<'files' | 'bytes' | 'created' | 'modified' | 'deleted' | 'added' | 'removed', number>
  >;
  readonly badges: readonly ('live' | 'preview' | 'head')[];
}
export declare function versionByNumber(
  db: Kysely<ReadModels>,
  site: string,
  number: number,
): Promise<VersionView | undefined>;
/** Newest first. */
export declare function listVersions(
  db: Kysely<ReadModels>,
  request: PageRequest & { site: string; q?: string | undefined },
): Promise<Page<VersionView>>;

export type BuildState =
  'waiting' | 'running' | 'clarifying' | 'stopping' | 'succeeded' | 'declined' | 'failed' | 'rejected' | 'cancelled';
export interface FileChange {
  readonly path: string;
  readonly change: 'created' | 'modified' | 'deleted';
  readonly added: number;
  readonly removed: number;
}
export interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}
export type Outcome =
  | {
      readonly type: 'version';
      readonly version: number;
      readonly summary: string;
      readonly files: readonly FileChange[];
    }
  | { readonly type: 'declined'; readonly message: string; readonly suggestions: readonly string[] }
  | { readonly type: 'question'; readonly question: string; readonly choices: readonly string[] }
  | { readonly type: 'rejected'; readonly message: string; readonly findings: readonly Finding[] }
  | { readonly type: 'failed'; readonly reason: string; readonly message: string | null }
  | { readonly type: 'cancelled'; readonly by: Person; readonly partial: boolean };
export interface TurnPart {
  readonly sequence: number;
  readonly attempt: number;
  readonly time: string;
  readonly part: import('@pagewright/kernel').ActivityPart;
}
export interface TurnView {
  readonly build: string;
  readonly site: string;
  readonly kind: VersionView['kind'];
  readonly state: BuildState;
  readonly agent: string;
  readonly by: Person;
  readonly prompt: string | null;
  readonly dialogue: readonly {
    readonly question: string;
    readonly choices: readonly string[];
    readonly answer: string | null;
    readonly by: Person | null;
  }[];
  readonly retryOf: string | null;
  readonly restores: number | null;
  readonly attempt: number;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly place: number | null;
  /** Parts of ended attempts; those of a running one come from the activity stream. */
  readonly parts: readonly TurnPart[];
  readonly outcome: Outcome | null;
  /** Archive of what a cancelled build left. */
  readonly partial: { readonly digest: string; readonly size: number } | null;
}
export declare function turnByBuild(db: Kysely<ReadModels>, build: string): Promise<TurnView | undefined>;
/** Without reading the parts, for live frames. */
export declare function turnWithoutParts(
  db: Kysely<ReadModels>,
  build: string,
): Promise<Omit<TurnView, 'parts'> | undefined>;
/** Newest page first, items in the order they happened; `next` leads to older ones. */
export declare function chatPage(
  db: Kysely<ReadModels>,
  request: PageRequest & { site: string },
): Promise<Page<TurnView>>;

export interface LoggedEventView {
  readonly id: string;
  readonly position: number;
  readonly site: string;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly time: string;
  readonly actor: string;
  readonly by: Person | null;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: Readonly<Record<string, unknown>>;
}
/** Newest first. */
export declare function listEvents(
  db: Kysely<ReadModels>,
  request: PageRequest & { site: string },
): Promise<Page<LoggedEventView>>;
export declare function eventById(db: Kysely<ReadModels>, id: string): Promise<LoggedEventView | undefined>;
