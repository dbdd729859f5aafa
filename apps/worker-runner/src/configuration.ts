import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Configuration, ConfigurationError, readConfiguration } from '@pagewright/infra/configuration';
import type { BuildSettings } from './builds/start-builds.ts';

const NAMES = [
  'PAGEWRIGHT_DATA',
  'PAGEWRIGHT_SECRETS',
  'PAGEWRIGHT_WORKSPACE',
  'PAGEWRIGHT_ROLES',
  'PAGEWRIGHT_NATS_URL',
  'PAGEWRIGHT_ARTIFACTS',
  'PAGEWRIGHT_ARTIFACTS_DIR',
  'PAGEWRIGHT_AGENT',
  'PAGEWRIGHT_WORKER_SPAWNER',
  'PAGEWRIGHT_WORKER_TIMEOUT',
  'PAGEWRIGHT_WORKER_ATTEMPTS',
  'PAGEWRIGHT_WORKER_KILL_AFTER',
  'PAGEWRIGHT_WARM_WORKERS',
  'PAGEWRIGHT_BUILDS',
  'PAGEWRIGHT_LOCK_TTL',
  'PAGEWRIGHT_LOCK_RENEW_INTERVAL',
  'PAGEWRIGHT_LOG_LEVEL',
] as const;

export interface RunnerConfiguration {
  readonly variables: Configuration<(typeof NAMES)[number]>;
  readonly data: string;
  readonly artifacts: string;
  /** The roles of PAGEWRIGHT_ROLES that this process has. */
  readonly roles: readonly string[];
  readonly nats: {
    readonly url: string;
    readonly user?: string;
    readonly password?: string;
    readonly inboxPrefix?: string;
  };
  readonly locks: { readonly ttlSeconds: number; readonly renewMs: number };
  readonly builds: Omit<BuildSettings, 'agents'>;
}

/** A worker that has not heard of its runner for this long ends itself. */
const SILENCE_MS = 10_000;

/** Reads the environment and the broker's password once, all of it checked. @throws ConfigurationError */
export const readRunnerConfiguration = async (
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Promise<RunnerConfiguration> => {
  const variables = readConfiguration(NAMES, environment);
  const data = variables.PAGEWRIGHT_DATA;
  const roles = known.filter((role) => variables.PAGEWRIGHT_ROLES.some((wanted) => wanted === role));
  if (roles.length === 0) {
    throw new ConfigurationError(`PAGEWRIGHT_ROLES names none of the roles of a runner: ${known.join(', ')}.`);
  }
  const locks = lockTimes(variables.PAGEWRIGHT_LOCK_TTL, variables.PAGEWRIGHT_LOCK_RENEW_INTERVAL);
  return {
    variables,
    data,
    artifacts: variables.PAGEWRIGHT_ARTIFACTS_DIR ?? join(data, 'artifacts'),
    roles,
    nats: await brokerAddress(variables.PAGEWRIGHT_NATS_URL, variables.PAGEWRIGHT_SECRETS ?? join(data, 'secrets')),
    locks,
    builds: {
      runnerId: runnerId(),
      concurrency: variables.PAGEWRIGHT_BUILDS,
      maxAttempts: variables.PAGEWRIGHT_WORKER_ATTEMPTS,
      longestMs: variables.PAGEWRIGHT_WORKER_TIMEOUT,
      killAfterMs: variables.PAGEWRIGHT_WORKER_KILL_AFTER,
      lockTtlMs: variables.PAGEWRIGHT_LOCK_TTL,
      silenceMs: SILENCE_MS,
      warmWorkers: variables.PAGEWRIGHT_WARM_WORKERS,
    },
  };
};

/** The broker counts whole seconds, and a renewal must be able to fail once without the lock being lost. */
const lockTimes = (ttlMs: number, renewMs: number): RunnerConfiguration['locks'] => {
  if (ttlMs < 1_000 || ttlMs % 1_000 !== 0) {
    throw new ConfigurationError('PAGEWRIGHT_LOCK_TTL must be whole seconds, at least 1s.');
  }
  if (renewMs <= 0 || 2 * renewMs >= ttlMs) {
    throw new ConfigurationError('PAGEWRIGHT_LOCK_RENEW_INTERVAL must be less than half of PAGEWRIGHT_LOCK_TTL.');
  }
  return { ttlSeconds: ttlMs / 1_000, renewMs };
};

/** A broker of ours has a password for each program, in a file for the owner alone; another's address says it all. */
const brokerAddress = async (url: string | undefined, secrets: string): Promise<RunnerConfiguration['nats']> => {
  if (url === undefined) {
    throw new ConfigurationError('PAGEWRIGHT_NATS_URL must say where the broker is; "npm start" sets it by itself.');
  }
  const password = await readFile(join(secrets, 'nats-runner'), 'utf8').catch((raw: unknown) => {
    if (raw instanceof Error && 'code' in raw && raw.code === 'ENOENT') return undefined;
    throw new ConfigurationError(`PAGEWRIGHT_SECRETS: ${join(secrets, 'nats-runner')} cannot be read.`, { cause: raw });
  });
  return password === undefined
    ? { url }
    : { url, user: 'runner', password: password.trim(), inboxPrefix: '_INBOX_runner' };
};

/** Another one at each start: what an earlier life of this runner holds is not ours any more. */
const runnerId = (): string => {
  const machine = hostname()
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 40);
  return `${machine || 'runner'}-${process.pid}-${randomBytes(4).toString('hex')}`;
};
