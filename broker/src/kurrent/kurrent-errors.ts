/** What the client's errors say about themselves (`ErrorType` of `@kurrent/kurrentdb-client`). */
const typeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'type' in error && typeof error.type === 'string'
    ? error.type
    : undefined;

/** The gRPC status, where there is one. */
const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const CONFLICTS: ReadonlySet<string> = new Set(['wrong-expected-version', 'append-consistency-violation']);
const REFUSALS: ReadonlySet<string> = new Set([
  'access-denied',
  'invalid-argument',
  'stream-deleted',
  'stream-tombstoned',
  'maximum-append-size-exceeded',
  'transaction-max-size-exceeded',
  'append-record-size-exceeded',
  'missing-required-metadata-property',
  'unsupported',
]);
/** gRPC: INVALID_ARGUMENT, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED; the client has no names for some. */
const REFUSED_CODES: ReadonlySet<unknown> = new Set([3, 7, 9, 12]);

/** Another writer was first. */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(typeOf(error) ?? '');

/** Asking again would be answered in the same way; nothing was stored. */
export const isRefused = (error: unknown): boolean =>
  REFUSALS.has(typeOf(error) ?? '') || REFUSED_CODES.has(codeOf(error));

/** The server does not take the user, or the user may not. */
export const isDenied = (error: unknown): boolean => typeOf(error) === 'access-denied';
export const isStreamNotFound = (error: unknown): boolean => typeOf(error) === 'stream-not-found';
export const isGroupThere = (error: unknown): boolean => typeOf(error) === 'persistent-subscription-exists';
export const isGroupMissing = (error: unknown): boolean => typeOf(error) === 'persistent-subscription-does-not-exist';
export const isUnsupported = (error: unknown): boolean => typeOf(error) === 'unsupported';

/** No answer, or none in time: what was asked may or may not have happened. */
const UNANSWERED: ReadonlySet<string> = new Set([
  'timeout',
  'deadline-exceeded',
  'unavailable',
  'cancelled',
  'unknown',
  'not-leader',
  'persistent-subscription-dropped',
]);
export const isUnanswered = (error: unknown): boolean =>
  !isRefused(error) &&
  (error instanceof NoAnswer ||
    UNANSWERED.has(typeOf(error) ?? '') ||
    // Some calls of the client hand on what gRPC said.
    (typeOf(error) === undefined && typeof codeOf(error) === 'number') ||
    (error instanceof Error && error.message.startsWith('Failed to discover')));

/** The client waited long enough. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(what: string, ms: number) {
    super(`${what}: KurrentDB gave no answer within ${ms} ms`);
  }
}

/** @throws NoAnswer after so many milliseconds; the client has no deadline of its own for some calls. */
export const within = async <Result>(what: string, ms: number, answer: Promise<Result>): Promise<Result> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer(what, ms)), ms);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
};
