import type { UnsafeArchiveCode } from '../../src/index.ts';
import type { GitImportFailure } from './git-import-failed.ts';

/** What the thread is to read; it gets nothing else. */
export interface Task {
  readonly url: string;
  readonly ref: string | undefined;
  readonly folder: string | undefined;
  readonly token: string | undefined;
  /** An empty folder of its own. */
  readonly work: string;
}

export interface Asked {
  readonly type: 'ask';
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface Answered {
  readonly type: 'answer';
  readonly id: number;
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** There is no answer; why is known to whoever holds the connection. */
export interface Unanswered {
  readonly type: 'no-answer';
  readonly id: number;
}

export type Told =
  | Asked
  | {
      readonly type: 'done';
      readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
      readonly ignored: readonly string[];
      readonly commit: string;
    }
  | { readonly type: 'failed'; readonly code: GitImportFailure; readonly message: string }
  | {
      readonly type: 'unsafe';
      readonly code: UnsafeArchiveCode;
      readonly problem: string;
      readonly entry: string | undefined;
    };
