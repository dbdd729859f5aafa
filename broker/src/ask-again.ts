/**
 * Asks, and asks anew each time that so many milliseconds have passed without an answer: a question that nobody was there
 * to hear is lost without a word. The first answer counts, also one to an earlier question, so that a broker which is
 * slow is understood all the same. What the first failure is, its time-out for one, is thrown.
 */
export const askAgain = async <Answer>(ask: () => Promise<Answer>, everyMs: number): Promise<Answer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const put = (): void => void ask().then(resolve, reject);
  const timer = setInterval(put, everyMs);
  put();
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
};
