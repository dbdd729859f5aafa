import { agents } from '../../worker/agents/registry.ts';
import { runWorker } from '../../worker/run-worker.ts';
import { waysAgent } from './ways.ts';

/** The product's worker program with the agent of the tests beside the real ones. */
await runWorker([...agents, waysAgent]);
