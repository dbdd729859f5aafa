import type { DatabaseFault } from '../database-error.ts';

/**
 * What crosses the port: one statement at a time, or the wish to close. The first statement of a transaction brings its
 * `begin` along.
 */
export type Request =
  | {
      readonly id: number;
      readonly type: 'query';
      readonly sql: string;
      readonly parameters: readonly unknown[];
      readonly begins: boolean;
    }
  | { readonly id: number; readonly type: 'close' };

export interface Rows {
  readonly rows: unknown[];
  readonly affected: number | undefined;
  /** Command tag: a COMMIT of a failed transaction answers ROLLBACK. */
  readonly command: string | undefined;
}

/** The answer to request `id`; the one to `ready` carries id 0. */
export type Reply =
  | { readonly id: number; readonly type: 'rows'; readonly rows: Rows }
  | { readonly id: number; readonly type: 'done' }
  | { readonly id: number; readonly type: 'fault'; readonly fault: DatabaseFault };

export interface Setup {
  readonly dataDir: string | undefined;
}
