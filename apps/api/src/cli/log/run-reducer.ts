import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalJson, type Recorded } from '@pagewright/kernel';
import { type PrintedEvent, printed } from './event-line.ts';
import { CliProblem } from '../errors.ts';
import type { Unsealing } from './sealed-text.ts';

/** What an analyst's module exports. Neither may look at a clock: the same log is to give the same result. */
export interface Reducer {
  initialState(): unknown;
  evolve(state: unknown, event: PrintedEvent): unknown;
  /** What is printed of the last state; the state itself unless there is one. */
  result?(state: unknown): unknown;
}

/** Feeds the events to the module. @throws CliProblem when it is none, or fails at an event */
export const runReducer = async (
  file: string,
  events: AsyncIterable<Recorded>,
  unseal: Unsealing,
): Promise<{ readonly result: unknown; readonly digest: string }> => {
  const reducer = await load(file);
  let state = reducer.initialState();
  for await (const event of events) {
    try {
      state = reducer.evolve(state, await printed(event, unseal));
      if (state instanceof Promise) throw new TypeError('evolve must answer the state itself, not a promise of it');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CliProblem(`${file} failed at the event at position ${event.meta.position}: ${why}`, { cause });
    }
  }
  const result = reducer.result ? reducer.result(state) : state;
  return { result, digest: createHash('sha256').update(canonicalJson(result)).digest('hex') };
};

const load = async (file: string): Promise<Reducer> => {
  let module: object;
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (cause) {
    throw new CliProblem(`${file} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  if (!isReducer(module)) throw new CliProblem(`${file} must export initialState() and evolve(state, event)`);
  return module;
};

const isReducer = (module: object): module is Reducer =>
  'initialState' in module &&
  typeof module.initialState === 'function' &&
  'evolve' in module &&
  typeof module.evolve === 'function' &&
  (!('result' in module) || typeof module.result === 'function');
