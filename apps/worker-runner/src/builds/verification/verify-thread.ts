// The ports of threads have no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { parentPort } from 'node:worker_threads';
import { undoResult } from './undo-result.ts';
import type { VerifierQuestion } from './verifier.ts';
import { verifyResult } from './verify-result.ts';

/** Runs in a thread of its own: parsing somebody's files must not hold up the renewal of a lock. */
parentPort?.on('message', ({ id, ...asked }: VerifierQuestion & { readonly id: number }) => {
  answerOf(asked).then(
    (told) => parentPort?.postMessage({ id, told }),
    (raw: unknown) => parentPort?.postMessage({ id, fault: raw instanceof Error ? raw.message : String(raw) }),
  );
});

const answerOf = (asked: VerifierQuestion) =>
  asked.kind === 'verify' ? verifyResult(asked.question) : undoResult(asked.question);
