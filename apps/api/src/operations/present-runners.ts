import type { Locks } from '@pagewright/kernel';

/** The role of a runner that serves sites. */
export const HOSTING = 'hosting';

/** A runner that has said that it is ready, and has not been silent since. */
export interface PresentRunner {
  readonly id: string;
  readonly roles: readonly string[];
  /** Undefined where an earlier release said so. */
  readonly since: Date | undefined;
  /** When it last said so. */
  readonly saidAt: Date;
}

/** Runners keep their word as a lock: those that build under `runner`, others under `helper` (decision 0041). */
export const presentRunners = async (locks: Pick<Locks, 'list'>): Promise<readonly PresentRunner[]> => {
  const [runners, helpers] = await Promise.all([locks.list('runner'), locks.list('helper')]);
  return [...runners, ...helpers].map(({ holder, takenAt, renewedAt }) => ({
    id: holder.owner,
    roles: holder.purpose.split(', '),
    since: takenAt,
    saidAt: renewedAt,
  }));
};
