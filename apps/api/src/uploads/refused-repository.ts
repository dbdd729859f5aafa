import { UnsafeArchive } from '@pagewright/artifacts';
import { GitImportFailed, type GitImportFailure } from '@pagewright/artifacts/adapters/git';
import { OutboundFailed, type OutboundFailure } from '@pagewright/kernel';
import { ApiError } from '../http/api-error.ts';
import { refusedArchive } from './refused-archive.ts';

/** The field that has to change, and the status where it is not 422. */
const FIELD: Readonly<Record<GitImportFailure, string>> = {
  'not-a-repository': 'url',
  'password-in-address': 'url',
  'no-access': 'token',
  'no-such-branch': 'ref',
  'no-such-folder': 'folder',
  empty: 'url',
  'too-large': 'url',
  timeout: 'url',
  unreadable: 'url',
};
const STATUS: Readonly<Partial<Record<GitImportFailure | OutboundFailure, number>>> = {
  'too-large': 413,
  timeout: 504,
  unreachable: 502,
  'not-trusted': 502,
  'bad-answer': 502,
  'too-many-redirects': 502,
};

/** What a person is told of a repository that gives no site; any other failure stays what it is. */
export const refusedRepository = (error: unknown): unknown => {
  if (error instanceof UnsafeArchive) return refusedArchive(error);
  if (!(error instanceof GitImportFailed || error instanceof OutboundFailed)) return error;
  const { code, message } = error;
  const path = error instanceof GitImportFailed ? FIELD[error.code] : 'url';
  return new ApiError(STATUS[code] ?? 422, `import-${code}`, message, { errors: [{ path, message }] });
};
