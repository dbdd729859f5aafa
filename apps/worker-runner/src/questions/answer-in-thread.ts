import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AskedOfArchive } from './answer-thread.ts';

/** Reading somebody's pages took too long or too much memory, or broke. */
export class AnsweringFailed extends Error {
  override readonly name = 'AnsweringFailed';
}

const LONGEST_MS = 30_000;

/** Answers in a thread of its own: somebody's files must not hold up the renewal of a lock. @throws AnsweringFailed */
export const answerInThread = async (asked: AskedOfArchive, longestMs = LONGEST_MS): Promise<string> => {
  const thread = new Worker(new URL('answer-thread.ts', import.meta.url), {
    workerData: asked,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  try {
    const [text] = (await once(thread, 'message', { signal: AbortSignal.timeout(longestMs) })) as [unknown];
    return String(text);
  } catch (cause) {
    throw new AnsweringFailed('The pages could not be read for an answer', { cause });
  } finally {
    await thread.terminate();
  }
};
