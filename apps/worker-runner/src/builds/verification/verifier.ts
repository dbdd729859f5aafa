// The ports of threads have no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { Worker } from 'node:worker_threads';
import type { UndoMade, UndoToMake } from './undo-result.ts';
import type { ResultToVerify, Verdict } from './verify-result.ts';

export interface Verifier extends AsyncDisposable {
  /** @throws VerificationFailed when the archive could not be judged: its files cost too much, or the source is damaged. */
  verify(result: ResultToVerify): Promise<Verdict>;
  /** @throws VerificationFailed when it cost too much, or an archive is damaged. */
  undo(undo: UndoToMake): Promise<UndoMade>;
}

export class VerificationFailed extends Error {
  override readonly name = 'VerificationFailed';
}

/** What the thread is asked, and what it answers, by the kind of question. */
export interface VerifierTasks {
  readonly verify: { readonly question: ResultToVerify; readonly answer: Verdict };
  readonly undo: { readonly question: UndoToMake; readonly answer: UndoMade };
}
export type VerifierQuestion = {
  readonly [Kind in keyof VerifierTasks]: { readonly kind: Kind; readonly question: VerifierTasks[Kind]['question'] };
}[keyof VerifierTasks];

type Told = Verdict | UndoMade;
type Answer = { readonly id: number } & ({ readonly told: Told } | { readonly fault: string });

const LONGEST_MS = 120_000;

/** One thread, started with the first result, and anew after one that cost too much. */
export const createVerifier = (longestMs = LONGEST_MS): Verifier => {
  let thread: Worker | undefined;
  let count = 0;
  const waiting = new Map<number, (answer: Told | VerificationFailed) => void>();

  const failAll = (why: string): void => {
    for (const settle of waiting.values()) settle(new VerificationFailed(why));
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('verify-thread.ts', import.meta.url), {
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    started.unref();
    started.on('message', (answer: Answer) => {
      waiting.get(answer.id)?.('told' in answer ? answer.told : new VerificationFailed(answer.fault));
      waiting.delete(answer.id);
    });
    const ended = (why: string) => () => {
      if (thread !== started) return;
      thread = undefined;
      failAll(why);
    };
    started.on('error', ended('The files cost more to look at than they may'));
    started.on('exit', ended('The thread that looks at results ended'));
    return started;
  };

  const ask = async (question: VerifierQuestion): Promise<Told> => {
    count += 1;
    const id = count;
    const { promise, resolve } = Promise.withResolvers<Told | VerificationFailed>();
    waiting.set(id, resolve);
    const timer = setTimeout(() => {
      failAll(`The files took longer than ${longestMs / 1_000} s to look at`);
      const stuck = thread;
      thread = undefined;
      void stuck?.terminate();
    }, longestMs);
    thread ??= start();
    thread.postMessage({ id, ...question });
    const answer = await promise;
    clearTimeout(timer);
    if (answer instanceof VerificationFailed) throw answer;
    return answer;
  };

  return {
    // The thread answers each kind of question with its own kind of answer.
    verify: async (question) => (await ask({ kind: 'verify', question })) as Verdict,
    undo: async (question) => (await ask({ kind: 'undo', question })) as UndoMade,
    [Symbol.asyncDispose]: async () => {
      const last = thread;
      thread = undefined;
      failAll('The runner stops');
      await last?.terminate();
    },
  };
};
