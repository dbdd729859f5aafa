/** Told to drop what it has; the transaction was rolled back. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}

/** Another service that never answers must not keep this process from stopping. @throws Dropped when stopped first */
export const unless = async <Result>(stop: AbortSignal, work: Promise<Result>, why: string): Promise<Result> => {
  let stopped = () => {};
  const stopping = new Promise<never>((_resolve, reject) => {
    stopped = () => reject(new Dropped(why));
    stop.addEventListener('abort', stopped);
    if (stop.aborted) stopped();
  });
  try {
    return await Promise.race([work, stopping]);
  } finally {
    stop.removeEventListener('abort', stopped);
  }
};
