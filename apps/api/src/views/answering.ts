import { InvalidCursor } from '@pagewright/projections';
import { ApiError } from '../http/api-error.ts';

/** The answer of a paged read; a cursor of another list is the reader's mistake. */
export const answering = async <Result>(read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InvalidCursor)
      throw new ApiError(400, 'invalid-cursor', 'That cursor is not one of this list; begin without one.');
    throw error;
  }
};
