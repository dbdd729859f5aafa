import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { durationMs } from './duration.ts';

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms === undefined)
        context.addIssue({ code: 'custom', message: `"${text}" is no duration; write it like 15s or 30m` });
      return ms ?? 0;
    });
const port = (fallback: number) =>
  z.coerce
    .number()
    .int()
    .min(0, 'must be a port, 0 to 65535')
    .max(65_535, 'must be a port, 0 to 65535')
    .default(fallback);
const folder = z
  .string()
  .min(1)
  .transform((path) => resolve(path));
const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    );
/** A range of addresses in CIDR notation, such as 10.0.0.0/8 or fd00::/8. */
const isRange = (text: string): boolean => {
  const [address = '', prefix = ''] = text.split('/');
  if (!/^\d{1,3}$/.test(prefix) || isIP(address) === 0) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
};
const hostName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'must be a host name in lower case');
const yesNo = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((text) => text === 'true');

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const ROLES = [
  'http',
  'live',
  'projections',
  'policies',
  'scheduler',
  'publisher',
  'builds',
  'questions',
  'hosting',
  'checks',
] as const;
export type Role = (typeof ROLES)[number];

/** Every variable the processes read: what it is, its shape and its default. The README's table is made from this. */
export const variables = {
  PAGEWRIGHT_DATA: z
    .string()
    .min(1)
    .default('.pagewright')
    .transform((path) => resolve(path))
    .describe('Folder of everything kept on this machine'),
  PAGEWRIGHT_SECRETS: folder
    .optional()
    .describe('Folder of keys and passwords; `secrets` in the data folder unless told'),
  PAGEWRIGHT_WORKSPACE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
    .default('default')
    .describe('Name of the installation in event sources'),
  PAGEWRIGHT_ROLES: list(ROLES.join(','))
    .pipe(z.array(z.enum(ROLES, `must name only ${ROLES.join(', ')}`)).min(1, 'must name at least one role'))
    .describe('Which of the roles the processes take'),
  PAGEWRIGHT_LISTEN: z.string().min(1).default('127.0.0.1').describe('Address that the app and the sites listen on'),
  PAGEWRIGHT_PORT: port(4400).describe('Port of the app'),
  PAGEWRIGHT_PUBLIC_URL: z
    .url('must be a URL')
    .optional()
    .describe('Address under which people reach the app, when it is not the one it listens on'),
  PAGEWRIGHT_SITES_PORT: port(4401).describe('Port of the sites'),
  PAGEWRIGHT_SITES_DOMAIN: hostName.default('localhost').describe('Domain under which sites get their addresses'),
  PAGEWRIGHT_SITES_PUBLIC_PORT: port(0).describe(
    'Port in the addresses of sites when a proxy stands before them; 0 is the port they listen on',
  ),
  PAGEWRIGHT_NATS_URL: z
    .string()
    .min(1)
    .optional()
    .describe('A broker of your own, its servers separated by commas; left out, one is started in the data folder'),
  PAGEWRIGHT_NATS_PORT: port(0).describe('Port of the broker that is started; 0 chooses one and keeps it'),
  PAGEWRIGHT_NATS_SERVER: z
    .string()
    .optional()
    .describe('Program of the broker that is started; found or fetched unless told'),
  PAGEWRIGHT_TOOLS: folder
    .optional()
    .describe('Folder where fetched programs are kept; `.pagewright/tools` unless told'),
  PAGEWRIGHT_NATS_MONITOR_URL: list('')
    .pipe(z.array(z.url('must be a URL, or several with commas between them')))
    .describe(
      'Monitoring address of each server of a broker of your own, where `sync_interval: always` is checked; the start refuses a broker that it cannot check',
    ),
  PAGEWRIGHT_NATS_SUBSCRIBERS: folder
    .optional()
    .describe(
      'Folder of the subscribers that the broker takes; set by the start for its own broker. Without it `pagewright subscribers` prints what to put into the configuration of yours',
    ),
  PAGEWRIGHT_ALLOW_RELAXED_SYNC: yesNo.describe(
    'Start although the broker writes to disk only now and then, or may do so: a power cut loses what was accepted',
  ),
  PAGEWRIGHT_REPLICAS: z.coerce
    .number()
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('Copies that the broker keeps of each stream: 3 in a cluster of three'),
  PAGEWRIGHT_EVENT_STORE: z
    .enum(['jetstream', 'kurrentdb'], 'must be jetstream or kurrentdb')
    .default('jetstream')
    .describe('Where the log is kept: on the broker, or in a KurrentDB beside it'),
  PAGEWRIGHT_KURRENTDB_URL: z
    .string()
    .regex(/^(kurrentdb|kurrent|kdb)(\+discover)?:\/\/./, 'must begin with kurrentdb:// or kurrentdb+discover://')
    .optional()
    .describe('Your KurrentDB, 25.1 or newer, where `PAGEWRIGHT_EVENT_STORE` is `kurrentdb`'),
  PAGEWRIGHT_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional()
    .describe('PostgreSQL for the read models; left out, PGlite in the data folder'),
  PAGEWRIGHT_ARTIFACTS: z
    .enum(['filesystem'], 'must be filesystem')
    .default('filesystem')
    .describe('Where artifacts are kept'),
  PAGEWRIGHT_ARTIFACTS_DIR: folder
    .optional()
    .describe('Folder of artifacts; `artifacts` in the data folder unless told'),
  PAGEWRIGHT_SETUP_CODE: z
    .string()
    .min(6, 'must have at least 6 characters')
    .max(64)
    .optional()
    .describe('Code asked of the first account; random unless told'),
  PAGEWRIGHT_REGISTRATION: z
    .enum(['open', 'invite', 'closed'], 'must be open, invite or closed')
    .optional()
    .describe('Who may register; `open` on a loopback address, else `invite`'),
  PAGEWRIGHT_AGENT: z.enum(['builtin'], 'must be builtin').default('builtin').describe('Agent of new builds'),
  PAGEWRIGHT_WORKER_SPAWNER: z
    .enum(['process'], 'must be process')
    .default('process')
    .describe('How workers are started'),
  PAGEWRIGHT_WORKER_TIMEOUT: duration('30m').describe('Longest time of one attempt'),
  PAGEWRIGHT_WORKER_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Attempts before a build fails'),
  PAGEWRIGHT_WORKER_KILL_AFTER: duration('10s').describe('Grace of a worker that is asked to stop'),
  PAGEWRIGHT_WARM_WORKERS: z.coerce
    .number()
    .int()
    .min(0)
    .max(16)
    .default(1)
    .describe('Workers kept ready, so that a build starts without the start of a process'),
  PAGEWRIGHT_BUILDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Sites that one runner builds at the same time'),
  PAGEWRIGHT_LOCK_TTL: duration('15s').describe('Time after which a dead runner loses a site; whole seconds'),
  PAGEWRIGHT_LOCK_RENEW_INTERVAL: duration('5s').describe('How often a runner renews its locks'),
  PAGEWRIGHT_HOST: z.enum(['embedded'], 'must be embedded').default('embedded').describe('What serves the sites'),
  PAGEWRIGHT_EXPECTED_HOSTS: list('embedded').describe('Hosts that must serve a version before it counts as live'),
  PAGEWRIGHT_OUTBOUND_ALLOW: list('')
    .pipe(z.array(z.string().refine(isRange, 'must name ranges of addresses like 10.0.0.0/8')))
    .describe('Private ranges of addresses that an import may reach, such as the one of your own git server'),
  PAGEWRIGHT_CHROMIUM: z
    .string()
    .min(1)
    .optional()
    .describe('Program of the browser that looks at new versions; Chromium or Chrome is found unless told'),
  PAGEWRIGHT_METRICS_LISTEN: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address that metrics and the health of each process are answered on'),
  PAGEWRIGHT_METRICS_API_PORT: port(0).describe('Port of the metrics of the API; 0 takes any, and its log names it'),
  PAGEWRIGHT_METRICS_RUNNER_PORT: port(0).describe(
    'Port of the metrics of the runner; 0 takes any, and its log names it',
  ),
  PAGEWRIGHT_METRICS_SITES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(200)
    .describe('Sites whose visits are counted each for itself; those that come later are counted together'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url('must be a URL')
    .optional()
    .describe('OpenTelemetry collector that traces are sent to over HTTP; nothing is traced without it'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0, 'must be 0 to 1')
    .max(1, 'must be 0 to 1')
    .default(1)
    .describe('Share of traces that is kept, 0 to 1'),
  PAGEWRIGHT_LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('Least level of what is logged'),
} as const;

export type Variables = typeof variables;
export type VariableName = keyof Variables;
