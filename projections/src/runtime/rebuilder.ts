import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { ReadModels } from '../tables.ts';
import type { CheckpointKey } from './checkpoint.ts';
import type { Projection } from './projection.ts';
import type { Projector } from './projector.ts';
import { isRebuilt, keptOf } from './rebuild.ts';
import { isEnvironment } from './retry-table.ts';
import type { ProjectionStatus } from './status.ts';

export interface RebuilderOptions {
  readonly db: Kysely<ReadModels>;
  readonly projections: readonly Projection[];
  /** How often it looks for what another process has left. */
  readonly lookMs: number;
  readonly start: (projection: Projection, key: CheckpointKey) => Projector;
}

/** Works on the rebuilds that were asked for, whoever was asked: one after the other, so that it stays small. */
export interface Rebuilder {
  readonly finished: Promise<void>;
  /** Looks at once: something was asked for. */
  look(): void;
  /** Of the one that it works on, and of those that it has stopped at. */
  status(): readonly ProjectionStatus[];
  drain(): void;
  drop(): void;
}

export const startRebuilder = ({ db, projections, lookMs, start }: RebuilderOptions): Rebuilder => {
  const draining = new AbortController();
  /** By name and generation: a person has to see to it, or cancel it; the next start tries it again. */
  const stopped = new Map<string, ProjectionStatus>();
  let current: Projector | undefined;
  let poked = new AbortController();

  const waiting = async (): Promise<readonly CheckpointKey[]> => {
    try {
      const kept = [...(await keptOf(db)).values()];
      return kept.flatMap((each) => (each.beside && isRebuilt(each) ? [each.beside] : []));
    } catch (fault) {
      if (!isEnvironment(fault)) throw fault;
      return [];
    }
  };

  const workOn = async (key: CheckpointKey): Promise<void> => {
    const projection = projections.find(({ name, version }) => name === key.name && version === key.version);
    if (!projection || stopped.has(idOf(key)) || draining.signal.aborted) return;
    current = start(projection, key);
    await current.finished;
    const status = current.status();
    if (status.state === 'stopped') stopped.set(idOf(key), status);
    current = undefined;
  };

  const work = async (): Promise<void> => {
    while (!draining.signal.aborted) {
      poked = new AbortController();
      const keys = await waiting();
      const ids = new Set(keys.map(idOf));
      for (const id of [...stopped.keys()].filter((one) => !ids.has(one))) stopped.delete(id);
      for (const key of keys) await workOn(key);
      const signal = AbortSignal.any([draining.signal, poked.signal]);
      await pause(lookMs, undefined, { signal }).catch(() => {});
    }
  };

  return {
    finished: work(),
    look: () => poked.abort(),
    status: () => [...(current ? [current.status()] : []), ...stopped.values()],
    drain: () => {
      draining.abort();
      current?.drain();
    },
    drop: () => {
      draining.abort();
      current?.drop();
    },
  };
};

const idOf = ({ name, generation }: CheckpointKey): string => `${name} ${generation}`;
