import type { Agent } from './agent.ts';
import { builtin } from './builtin.ts';

/** Every agent that this program can run, by name. */
export const agents: readonly Agent[] = [builtin];
