import type { EventFeed, Recorded, Running } from '@pagewright/kernel';
import type { BuildId, SiteEvent } from '@pagewright/sites';

/** Tells running attempts that somebody wants their build stopped. */
export interface StopWatch {
  /** Aborts when a stop of the build is in the log. Look at the site after this call: what came before it is not told. */
  watch(build: BuildId): { readonly signal: AbortSignal; readonly [Symbol.dispose]: () => void };
  readonly running: Running;
}

/** One reader of the log for all attempts of a runner. It ends by a fault only when the log cannot be read. */
export const startStopWatch = async (
  feed: EventFeed,
  observe: (event: Recorded) => void = () => undefined,
): Promise<StopWatch> => {
  const waiting = new Map<BuildId, AbortController>();
  const stop = new AbortController();
  const after = await feed.last();

  const follow = async (): Promise<void> => {
    for await (const { events } of feed.subscribe({ after, kinds: ['site'], signal: stop.signal })) {
      for (const event of events) {
        observe(event);
        // Only events of sites are asked for.
        const { type, data } = event as Recorded<SiteEvent>;
        if (type === 'BuildStopRequested') waiting.get(data.build)?.abort();
      }
    }
  };

  const end = (): Promise<void> => {
    stop.abort();
    return finished;
  };
  const finished = follow();
  // Whoever runs the whole waits for it; until then a fault must not end the process by itself.
  finished.catch(() => undefined);
  return {
    watch: (build) => {
      const controller = new AbortController();
      waiting.set(build, controller);
      return { signal: controller.signal, [Symbol.dispose]: () => void waiting.delete(build) };
    },
    running: {
      ready: Promise.resolve(),
      finished,
      gracefulShutdown: end,
      forcefulShutdown: end,
      [Symbol.asyncDispose]: end,
    },
  };
};
