import type { Running } from '@pagewright/kernel';
import type { FastifyBaseLogger } from 'fastify';

/** What a process is made of, ended in the order opposite to its beginning; an end that fails stops no other. */
export interface Stack {
  use<Part extends AsyncDisposable>(part: Part): Part;
  defer(end: () => Promise<unknown>): void;
  run<Part extends Running>(part: Part): Part;
  /** Rejects when a part has ended by a fault. */
  readonly finished: Promise<void>;
  readonly gracefulShutdown: () => Promise<void>;
  readonly forcefulShutdown: () => Promise<void>;
}

interface End {
  readonly gracefully: () => Promise<unknown>;
  readonly forcefully: () => Promise<unknown>;
}

export const createStack = (log: FastifyBaseLogger): Stack => {
  const ends: End[] = [];
  const fault = Promise.withResolvers<void>();
  fault.promise.catch(() => undefined);

  const shutDown = async (how: keyof End): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) {
      await end[how]().catch((error: unknown) => log.warn({ err: error }, 'a part did not end cleanly'));
    }
    fault.resolve();
  };

  return {
    use: (part) => {
      const end = async () => part[Symbol.asyncDispose]();
      ends.push({ gracefully: end, forcefully: end });
      return part;
    },
    defer: (end) => void ends.push({ gracefully: end, forcefully: end }),
    run: (part) => {
      ends.push({ gracefully: () => part.gracefulShutdown(), forcefully: () => part.forcefulShutdown() });
      part.finished.catch((error: unknown) => fault.reject(error));
      return part;
    },
    finished: fault.promise,
    gracefulShutdown: () => shutDown('gracefully'),
    forcefulShutdown: () => shutDown('forcefully'),
  };
};
