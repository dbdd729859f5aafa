import type { Vitals } from '@pagewright/kernel';

/** Memory takes every write and has no streams. */
export const createMemoryVitals = (): Vitals => ({ write: async () => undefined, streams: async () => [] });
