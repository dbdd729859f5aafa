import { StoreUnavailable } from '@pagewright/kernel';
import { isUnanswered } from './nats-errors.ts';

/**
 * Does the work and translates silence.
 * @throws StoreUnavailable, saying what cannot be reached
 */
export const answering = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (cause) {
    if (!isUnanswered(cause)) throw cause;
    throw new StoreUnavailable(`${what} cannot be reached: the broker does not answer`, { cause });
  }
};
