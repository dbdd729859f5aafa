import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  type Configuration,
  ConfigurationError,
  kurrentUrlIn,
  readConfiguration,
} from '@pagewright/infra/configuration';
import type { BuildSettings } from './builds/start-builds.ts';

const NAMES = [
  'PAGEWRIGHT_DATA',
  'PAGEWRIGHT_SECRETS',
  'PAGEWRIGHT_WORKSPACE',
  'PAGEWRIGHT_ROLES',
  'PAGEWRIGHT_NATS_URL',
  'PAGEWRIGHT_EVENT_STORE',
  'PAGEWRIGHT_KURRENTDB_URL',
  'PAGEWRIGHT_ARTIFACTS',
  'PAGEWRIGHT_ARTIFACTS_DIR',
  'PAGEWRIGHT_HOST',
  'PAGEWRIGHT_LISTEN',
  'PAGEWRIGHT_PORT',
  'PAGEWRIGHT_PUBLIC_URL',
  'PAGEWRIGHT_SITES_PORT',
  'PAGEWRIGHT_SITES_DOMAIN',
  'PAGEWRIGHT_AGENT',
  'PAGEWRIGHT_WORKER_SPAWNER',
  'PAGEWRIGHT_WORKER_TIMEOUT',
  'PAGEWRIGHT_WORKER_ATTEMPTS',
  'PAGEWRIGHT_WORKER_KILL_AFTER',
  'PAGEWRIGHT_WARM_WORKERS',
  'PAGEWRIGHT_BUILDS',
  'PAGEWRIGHT_LOCK_TTL',
  'PAGEWRIGHT_LOCK_RENEW_INTERVAL',
  'PAGEWRIGHT_CHROMIUM',
  'PAGEWRIGHT_METRICS_LISTEN',
  'PAGEWRIGHT_METRICS_RUNNER_PORT',
  'PAGEWRIGHT_METRICS_SITES',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER_ARG',
  'PAGEWRIGHT_LOG_LEVEL',
] as const;

export interface RunnerConfiguration {
  readonly variables: Configuration<(typeof NAMES)[number]>;
  readonly data: string;
  readonly artifacts: string;
  /** The roles of PAGEWRIGHT_ROLES that this process has. */
  readonly roles: readonly string[];
  readonly nats: BrokerLogin;
  /** The host's own login: it may append to Deployment streams and nothing else. */
  readonly hostNats: BrokerLogin;
  /** Of the KurrentDB that holds the log; undefined where the broker does. */
  readonly kurrentUrl: string | undefined;
  readonly hosting: {
    readonly listen: { readonly host: string; readonly port: number };
    readonly sitesDomain: string;
    /** Where the app is, which alone may frame previews. */
    readonly appOrigins: readonly string[];
    readonly hostName: string;
  };
  readonly locks: { readonly ttlSeconds: number; readonly renewMs: number };
  readonly builds: Omit<BuildSettings, 'agents'>;
  /** Where metrics and health are answered to those who run the house. */
  readonly metrics: { readonly host: string; readonly port: number };
  /** Where traces go; undefined where nothing is traced. */
  readonly otlp: { readonly endpoint: string; readonly ratio: number } | undefined;
}

export interface BrokerLogin {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly inboxPrefix?: string;
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
  const secrets = variables.PAGEWRIGHT_SECRETS ?? join(data, 'secrets');
  const locks = lockTimes(variables.PAGEWRIGHT_LOCK_TTL, variables.PAGEWRIGHT_LOCK_RENEW_INTERVAL);
  return {
    variables,
    data,
    artifacts: variables.PAGEWRIGHT_ARTIFACTS_DIR ?? join(data, 'artifacts'),
    roles,
    nats: await brokerAddress('runner', variables.PAGEWRIGHT_NATS_URL, secrets),
    hostNats: await brokerAddress('host', variables.PAGEWRIGHT_NATS_URL, secrets),
    kurrentUrl: kurrentUrlIn(variables),
    hosting: {
      listen: { host: variables.PAGEWRIGHT_LISTEN, port: variables.PAGEWRIGHT_SITES_PORT },
      sitesDomain: variables.PAGEWRIGHT_SITES_DOMAIN,
      appOrigins: appOrigins(variables),
      hostName: 'embedded',
    },
    locks,
    metrics: { host: variables.PAGEWRIGHT_METRICS_LISTEN, port: variables.PAGEWRIGHT_METRICS_RUNNER_PORT },
    otlp: variables.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { endpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: variables.OTEL_TRACES_SAMPLER_ARG }
      : undefined,
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
const brokerAddress = async (user: string, url: string | undefined, secrets: string): Promise<BrokerLogin> => {
  if (url === undefined) {
    throw new ConfigurationError('PAGEWRIGHT_NATS_URL must say where the broker is; "npm start" sets it by itself.');
  }
  const file = join(secrets, `nats-${user}`);
  const password = await readFile(file, 'utf8').catch((raw: unknown) => {
    if (raw instanceof Error && 'code' in raw && raw.code === 'ENOENT') return undefined;
    throw new ConfigurationError(`PAGEWRIGHT_SECRETS: ${file} cannot be read.`, { cause: raw });
  });
  return password === undefined ? { url } : { url, user, password: password.trim(), inboxPrefix: `_INBOX_${user}` };
};

/** The app under each name that its own machine has for it, and under its public one. */
const appOrigins = ({
  PAGEWRIGHT_PUBLIC_URL: url,
  PAGEWRIGHT_LISTEN: host,
  PAGEWRIGHT_PORT: port,
}: RunnerConfiguration['variables']): readonly string[] => [
  ...new Set([
    ...(url === undefined ? [] : [new URL(url).origin]),
    ...[host, '127.0.0.1', 'localhost'].map((name) => `http://${name}:${port}`),
  ]),
];

/** Another one at each start: what an earlier life of this runner holds is not ours any more. */
const runnerId = (): string => {
  const machine = hostname()
    .replaceAll(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 40);
  return `${machine || 'runner'}-${process.pid}-${randomBytes(4).toString('hex')}`;
};
