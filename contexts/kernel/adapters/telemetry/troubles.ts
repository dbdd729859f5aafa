import type { Metrics } from './metrics.ts';

/** Counts what is tried again by itself, by whose it is: `queue build`, `policy policy-builds`. */
export const troubleCounter = (metrics: Metrics): ((trouble: { readonly source: string }) => void) => {
  const counter = metrics.counter('pagewright_retries_total', 'What failed and is tried again by itself', ['source']);
  return ({ source }) => counter.add({ source });
};
