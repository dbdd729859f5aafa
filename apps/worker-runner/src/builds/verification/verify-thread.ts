// The ports of threads have no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { parentPort } from 'node:worker_threads';
import { type ResultToVerify, verifyResult } from './verify-result.ts';

/** Runs in a thread of its own: parsing somebody's files must not hold up the renewal of a lock. */
parentPort?.on('message', ({ id, result }: { readonly id: number; readonly result: ResultToVerify }) => {
  verifyResult(result).then(
    (verdict) => parentPort?.postMessage({ id, verdict }),
    (raw: unknown) => parentPort?.postMessage({ id, fault: raw instanceof Error ? raw.message : String(raw) }),
  );
});
