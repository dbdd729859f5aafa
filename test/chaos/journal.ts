import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What the product said when it took a command: by these the log is asked whether it is there. */
export interface Evidence {
  readonly site?: string;
  readonly build?: string;
  readonly question?: string;
  /** Id of an event. */
  readonly event?: string;
  /** Position in the log that the command reached. */
  readonly position?: number;
}

export type Verb =
  'create' | 'prompt' | 'visual' | 'ask' | 'promote' | 'rollback' | 'restore' | 'undo' | 'cancel' | 'note';

export type Entry =
  | { readonly type: 'sent'; readonly id: number; readonly verb: Verb; readonly site: string | null }
  | { readonly type: 'taken'; readonly id: number; readonly evidence: Evidence }
  | { readonly type: 'refused'; readonly id: number; readonly status: number; readonly code: string }
  /** Told that it cannot be done now; it is sent again. */
  | { readonly type: 'deferred'; readonly id: number; readonly status: number; readonly retryAfter: string | null }
  | { readonly type: 'unknown'; readonly id: number; readonly why: string };

/** What was sent and heard, on the disk before anything else happens: the checker's only word for "acknowledged". */
export interface Journal<Line = Entry> extends Disposable {
  write(entry: Line): void;
}

export const openJournal = <Line = Entry>(path: string): Journal<Line> => {
  const file = openSync(path, 'a');
  return {
    write: (entry) => {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
};

export const readJournal = <Line = Entry>(path: string): readonly Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
