// The ports of threads have no origin.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { parentPort, workerData } from 'node:worker_threads';
import { cleanSvg } from './clean-svg.ts';

parentPort?.postMessage(cleanSvg(String(workerData)));
