import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Installation } from '../story/installation.ts';
import type { Chance } from './seeded.ts';

type Victim = 'api' | 'runner' | 'nats-server' | 'worker';
const VICTIMS: readonly [Victim, ...Victim[]] = ['api', 'runner', 'runner', 'nats-server', 'worker', 'worker'];
/** Longer than a lock lives, so that a runner that wakes up has lost its sites. */
const LONGEST_SLEEP_MS = 22_000;

export interface Nemesis {
  /** What it has done so far, by name. */
  readonly deeds: ReadonlyMap<string, number>;
}

/**
 * Until told to stop: kills processes or the whole house without a word, or lets one sleep and wakes it again. Only
 * processes that the installation itself has started are touched. Nothing is asleep when it returns.
 */
export const torment = async (
  house: Installation,
  { chance, stop, say }: { chance: Chance; stop: AbortSignal; say: (line: string) => void },
  deeds: Map<string, number>,
): Promise<void> => {
  const done = (deed: string): void => {
    deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
    say(deed);
  };
  while (!stop.aborted) {
    await wait(chance.between(1_500, 9_000), undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    const dice = chance.next();
    if (dice < 0.06) {
      await house.crash();
      done('kill -9 everything');
      await house.start();
      continue;
    }
    const victim = chance.oneOf(VICTIMS);
    const pid = await pidOf(house, victim, chance);
    if (pid === undefined) continue;
    if (dice < 0.65) {
      if (signal(pid, 'SIGKILL')) done(`kill -9 ${victim}`);
      continue;
    }
    if (!signal(pid, 'SIGSTOP')) continue;
    const sleep = victim === 'nats-server' ? chance.between(500, 6_000) : chance.between(500, LONGEST_SLEEP_MS);
    await wait(sleep, undefined, { signal: stop }).catch(() => undefined);
    signal(pid, 'SIGCONT');
    done(`stop ${victim}`);
  }
};

const signal = (pid: number, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

const pidOf = async (house: Installation, victim: Victim, chance: Chance): Promise<number | undefined> => {
  try {
    if (victim !== 'worker') return await house.pidOf(victim);
    const workers = childrenOf(await house.pidOf('runner'));
    return workers[chance.below(workers.length)];
  } catch {
    return undefined;
  }
};

/** Direct children that run Node: workers, and not the browser that looks at versions. */
const childrenOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [, owner] = /\) \S (\d+) /.exec(stat) ?? [];
        return Number(owner) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
      } catch {
        return false;
      }
    })
    .map(Number);
