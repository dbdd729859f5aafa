import type { Browser } from './browser.ts';

/**
 * One browser for one piece of work at a time, since it is the largest thing on a small machine.
 *
 * *Cold*: none runs; the next piece of work starts one. *Busy*: it is being used. *Warm*: it waits a while for more, then
 * is ended. A browser whose use failed is ended at once, and the next starts anew: nobody knows what it is left in.
 */
export interface BrowserKeeper extends AsyncDisposable {
  /** @throws whatever the start says, and whatever the use says */
  use<Result>(work: (browser: Browser) => Promise<Result>): Promise<Result>;
  /** Ends the browser under the one who uses it. */
  drop(): Promise<void>;
}

export const keepBrowser = (start: () => Promise<Browser>, warmMs: number): BrowserKeeper => {
  let browser: Browser | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let cooling: NodeJS.Timeout | undefined;

  const drop = async (): Promise<void> => {
    clearTimeout(cooling);
    const ended = browser;
    browser = undefined;
    await ended?.end();
  };

  const useNow = async <Result>(work: (browser: Browser) => Promise<Result>): Promise<Result> => {
    clearTimeout(cooling);
    browser ??= await start();
    try {
      const result = await work(browser);
      cooling = setTimeout(() => void drop(), warmMs);
      cooling.unref();
      return result;
    } catch (error) {
      await drop();
      throw error;
    }
  };

  return {
    use: (work) => {
      const turn = last.then(() => useNow(work));
      last = turn.catch(() => undefined);
      return turn;
    },
    drop,
    [Symbol.asyncDispose]: async () => {
      await drop();
      await last;
      await drop();
    },
  };
};
