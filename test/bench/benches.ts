import { append } from './benches/append.ts';
import { build } from './benches/build.ts';
import { jobs } from './benches/jobs.ts';
import { live } from './benches/live.ts';
import { locks } from './benches/locks.ts';
import { rebuild } from './benches/rebuild.ts';
import { scale } from './benches/scale.ts';
import { serve } from './benches/serve.ts';
import type { Bench } from './harness/bench.ts';

/** Every bench, in the order of its number. */
export const ALL: readonly Bench[] = [append, jobs, locks, rebuild, live, serve, build, scale];
