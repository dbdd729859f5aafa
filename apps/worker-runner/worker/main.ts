import { agents } from './agents/registry.ts';
import { runWorker } from './run-worker.ts';

await runWorker(agents);
