import type { Watcher } from '@pagewright/kernel/adapters/telemetry';
import type { Verifier } from './verifier.ts';

/** A verifier whose looks are measured, with the wait for its thread. */
export const watchedVerifier = (verifier: Verifier, watcher: Watcher): Verifier => ({
  verify: (result) =>
    watcher.watch({ name: 'verify', title: 'result', labels: { what: 'result' }, outcomeOf: ({ type }) => type }, () =>
      verifier.verify(result),
    ),
  undo: (undo) =>
    watcher.watch({ name: 'verify', title: 'undo', labels: { what: 'undo' }, outcomeOf: ({ type }) => type }, () =>
      verifier.undo(undo),
    ),
  [Symbol.asyncDispose]: () => verifier[Symbol.asyncDispose](),
});
