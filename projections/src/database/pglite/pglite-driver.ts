import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import { DatabaseBroken } from '../database-error.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import type { Rows } from './messages.ts';
import { type EndTurn, Turns } from './turns.ts';
import { type WorkerSession, startSession } from './worker-session.ts';

/** How long a statement waits for its turn before it says so instead of hanging: far beyond any batch. */
const PATIENCE_MS = 20_000;

/**
 * One PGlite in a worker thread, seen as many connections. A connection outside a transaction takes a turn for each
 * statement; from begin to commit it keeps its turn. A worker that died is started again by the next statement; a
 * transaction that was open in it stays bound to the dead one and fails.
 */
export class PGliteDriver implements Driver {
  readonly #dataDir: string | undefined;
  readonly #start: typeof startSession;
  readonly #turns = new Turns(PATIENCE_MS);
  readonly #transactions = new WeakMap<DatabaseConnection, OpenTransaction>();
  #lock: FolderLock | undefined;
  #session: WorkerSession | undefined;

  constructor(dataDir: string | undefined, start: typeof startSession = startSession) {
    this.#dataDir = dataDir;
    this.#start = start;
  }

  /** @throws DatabaseInUse | DatabaseBroken */
  async init(): Promise<void> {
    if (this.#dataDir !== undefined) this.#lock = await lockFolder(this.#dataDir);
    try {
      this.#session = await this.#open();
    } catch (error) {
      await this.#lock?.release();
      throw error;
    }
  }

  acquireConnection(): Promise<DatabaseConnection> {
    const connection: DatabaseConnection = {
      executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> =>
        resultOf(await this.#run(connection, query)),
      streamQuery: () => {
        throw new Error('PGlite gives rows whole: page through them instead of streaming');
      },
    };
    return Promise.resolve(connection);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const endTurn = await this.#turns.take('transaction');
    try {
      this.#transactions.set(connection, { session: await this.#liveSession(), endTurn, begun: false });
    } catch (error) {
      endTurn();
      throw error;
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { command } = await this.#end(connection, 'commit');
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#end(connection, 'rollback');
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    // The last transaction ends before the door is shut.
    const endTurn = await this.#turns.take('transaction').catch(() => () => {});
    await this.#session?.close();
    await this.#lock?.release();
    endTurn();
  }

  async #run(connection: DatabaseConnection, { sql, parameters }: CompiledQuery): Promise<Rows> {
    const open = this.#transactions.get(connection);
    if (open) {
      const begins = !open.begun;
      open.begun = true;
      return open.session.query(sql, parameters, begins);
    }
    const endTurn = await this.#turns.take('statement');
    try {
      return await (await this.#liveSession()).query(sql, parameters);
    } finally {
      endTurn();
    }
  }

  /** Called inside a turn only, so at most one worker is started. */
  async #liveSession(): Promise<WorkerSession> {
    if (!this.#session || this.#session.ended) this.#session = await this.#open();
    return this.#session;
  }

  async #open(): Promise<WorkerSession> {
    try {
      return await this.#start({ dataDir: this.#dataDir });
    } catch (cause) {
      throw this.#dataDir === undefined ? cause : new DatabaseBroken(this.#dataDir, cause);
    }
  }

  async #end(connection: DatabaseConnection, sql: 'commit' | 'rollback'): Promise<Rows> {
    const open = this.#transactions.get(connection);
    if (!open) return NOTHING;
    this.#transactions.delete(connection);
    try {
      return open.begun ? await open.session.query(sql, []) : NOTHING;
    } finally {
      open.endTurn();
    }
  }
}

interface OpenTransaction {
  readonly session: WorkerSession;
  readonly endTurn: EndTurn;
  /** Its `begin` goes with the first statement. */
  begun: boolean;
}

const NOTHING: Rows = { rows: [], affected: undefined, command: undefined };

const resultOf = <Row>({ rows, affected }: Rows): QueryResult<Row> => ({
  rows: rows as Row[],
  ...(affected === undefined ? {} : { numAffectedRows: BigInt(affected) }),
});
