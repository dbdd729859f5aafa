import type { UnsafeArchive } from '@pagewright/artifacts';
import { ApiError } from '../http/api-error.ts';

/** What a sender is told of files that are refused whole. */
export const refusedArchive = ({ code, message }: UnsafeArchive): ApiError => {
  const status = code === 'too-large' || code === 'too-many-files' ? 413 : 422;
  return new ApiError(status, `archive-${code}`, message, { errors: [{ path: 'archive', message }] });
};
