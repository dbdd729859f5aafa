/** Where a statement failed, in names only: a value of a row or a parameter never gets in here. */
export interface DatabaseFault {
  /** SQLSTATE, or `connection` when the connection and not the statement failed. */
  readonly code: string | undefined;
  readonly reason: string | undefined;
  readonly constraint: string | undefined;
}

/**
 * The database refused a statement. Carries the SQL with its placeholders and no values: drivers put parameters and
 * rows into their errors, and those hold people's text, so neither their message nor they as `cause` are kept whole.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string | undefined;
  readonly sql: string;
  readonly constraint: string | undefined;

  constructor(fault: DatabaseFault, sql: string) {
    const shown = sql.length > LONGEST_SQL ? `${sql.slice(0, LONGEST_SQL)}…` : sql;
    super(
      fault.code === 'connection'
        ? `The database cannot be reached (${fault.reason ?? 'no reason was given'}): ${shown}`
        : `The database refused (${[fault.code ?? 'no code', fault.reason].filter(Boolean).join(': ')}): ${shown}`,
    );
    this.code = fault.code;
    this.sql = sql;
    this.constraint = fault.constraint;
  }
}

/** PGlite cannot open its folder: it holds something else, or was damaged. */
export class DatabaseBroken extends Error {
  override readonly name = 'DatabaseBroken';
  constructor(folder: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `The database in ${folder} cannot be opened (${why}): remove that folder, its rows are built again from the log`,
      {
        cause,
      },
    );
  }
}

/** What may be said of a driver's error. */
export const faultOf = (raw: unknown): DatabaseFault => {
  const { code, message, severity, constraint } = asRecord(raw);
  if (typeof severity === 'string' && typeof code === 'string')
    return {
      code,
      reason: VALUE_FREE.has(code.slice(0, 2)) ? text(message) : undefined,
      constraint: text(constraint),
    };
  const lost = (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) || LOST.test(text(message) ?? '');
  return lost
    ? { code: 'connection', reason: text(message) || text(code), constraint: undefined }
    : { code: undefined, reason: raw instanceof Error ? raw.name : typeof raw, constraint: undefined };
};

const LONGEST_SQL = 400;
/** Classes of SQLSTATE whose messages name tables, columns and states, but never a value. */
const VALUE_FREE = new Set(['08', '25', '40', '42', '53', '55', '57', '58']);
const LOST =
  /connection (terminated|ended|error)|not queryable|timeout exceeded when trying to connect|client was closed/i;

const asRecord = (raw: unknown): Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : { message: String(raw) };
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
