// The ports of threads have no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { parentPort, workerData } from 'node:worker_threads';
import { unpackArchive } from '@pagewright/artifacts';
import { type Asked, answerQuestion } from '@pagewright/authoring';

/** What the thread is given: the archive of a version and what was asked about it. */
export interface AskedOfArchive extends Omit<Asked, 'tree'> {
  readonly archive: Uint8Array;
}

const { archive, ...asked } = workerData as AskedOfArchive;
parentPort?.postMessage(answerQuestion({ ...asked, tree: await unpackArchive(archive) }).text);
