import type { AllStreamResolvedEvent, AllStreamSubscription } from '@kurrent/kurrentdb-client';
import type { Position } from '@pagewright/kernel';
import type { Kurrent } from './connect-kurrent.ts';
import { STREAM_PREFIX, logPosition } from './kurrent-names.ts';
import { type StoredEvent, storedEvent } from './recorded.ts';

/** A subscription to everything that is ours, from a place on. */
export interface LiveLog {
  /** Whether everything that came in has been taken. */
  readonly empty: boolean;
  /** Waits for events and takes at most so many; undefined when it was told to end. @throws what ended it */
  next(atMost: number): Promise<readonly StoredEvent[] | undefined>;
  close(): void;
}

interface LiveLogOptions {
  readonly after: Position;
  /** Events that wait here at most; more are left with the server. */
  readonly ahead: number;
  readonly signal?: AbortSignal | undefined;
}

export const openLiveLog = ({ client, sdk }: Kurrent, { after, ahead, signal }: LiveLogOptions): LiveLog => {
  const subscription = client.subscribeToAll({
    fromPosition: after === 0 ? sdk.START : logPosition(after),
    filter: sdk.streamNameFilter({ prefixes: [STREAM_PREFIX] }),
  });
  const waiting: StoredEvent[] = [];
  let over = false;
  let fault: unknown;
  let wake = (): void => undefined;

  const end = (reason?: unknown): void => {
    if (over) return;
    over = true;
    fault = reason;
    signal?.removeEventListener('abort', stop);
    // The call first: without it the server would go on sending to nobody.
    void leave(subscription);
    wake();
  };
  const stop = (): void => end();
  subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
    if (!event || over) return;
    try {
      const stored = storedEvent(event);
      if (stored.position <= after) return;
      waiting.push(stored);
    } catch (error) {
      end(error);
    }
    if (waiting.length >= ahead) subscription.pause();
    wake();
  });
  subscription.on('error', end);
  subscription.on('end', stop);
  subscription.on('close', stop);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();

  return {
    get empty() {
      return waiting.length === 0;
    },
    next: async (atMost) => {
      if (waiting.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (signal?.aborted) return undefined;
      const taken = waiting.splice(0, atMost);
      subscription.resume();
      if (taken.length === 0 && fault !== undefined) throw fault;
      return taken.length === 0 ? undefined : taken;
    },
    close: stop,
  };
};

const leave = async (subscription: Pick<AllStreamSubscription, 'unsubscribe'>): Promise<void> => {
  try {
    await subscription.unsubscribe();
  } catch {
    // It never came to be.
  }
};
